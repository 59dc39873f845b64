"""AWS::ElasticLoadBalancing::LoadBalancer."""

import re
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Count, Moment, Pairs, Texts, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.elasticloadbalancing.scheme import Facing

_NO_ACM = re.compile(r"^arn:[^:]*:iam:|aws_iam_server_certificate|\.Arn>$")
"""A certificate that IAM keeps; a template gives ACM's by reference to it, never by attribute."""

_RECENT = re.compile(r"TLS-1-[23](?:-|$)")
"""AWS names the oldest version of TLS that a predefined policy accepts.
Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html
"""


class Listener(Shape):
    """A port on which the load balancer accepts connections."""

    port: Annotated[
        int | None,
        At(
            config="listener.loadBalancerPort",
            describe="Listener.LoadBalancerPort",
            terraform="lb_port",
            cloudformation="LoadBalancerPort",
        ),
    ] = None
    """Its port."""
    protocol: Annotated[
        str,
        At(
            config="listener.protocol",
            describe="Listener.Protocol",
            terraform="lb_protocol",
            cloudformation="Protocol",
        ),
    ] = ""
    """`HTTP`, `HTTPS`, `TCP` or `SSL`; plans may write it in lower case."""
    certificate: Annotated[
        str,
        At(
            config="listener.sslcertificateId",
            describe="Listener.SSLCertificateId",
            terraform="ssl_certificate_id",
            cloudformation="SSLCertificateId",
        ),
    ] = ""
    """The ARN of its certificate."""
    policies: Annotated[
        Texts,
        At(config="policyNames", describe="PolicyNames", cloudformation="PolicyNames"),
    ] = ()
    """The names of its policies."""

    @property
    def is_encrypted(self) -> bool:
        """Whether it speaks TLS."""
        return self.protocol.upper() in ("HTTPS", "SSL")

    @property
    def lacks_acm(self) -> bool:
        """Whether it speaks TLS with a certificate that is not from ACM."""
        return self.is_encrypted and (
            not self.certificate or _NO_ACM.search(self.certificate) is not None
        )

    @property
    def label(self) -> str:
        """Its protocol and port, for evidence."""
        return f"{self.protocol} {self.port or ''}".strip()


class Negotiation(Shape):
    """A policy of the load balancer that may say which versions of TLS are accepted."""

    name: Annotated[
        str,
        At(config="policyName", describe="PolicyName", cloudformation="PolicyName"),
    ] = ""
    """Its name."""
    kind: Annotated[
        str,
        At(config="policyTypeName", describe="PolicyTypeName", cloudformation="PolicyType"),
    ] = ""
    """`SSLNegotiationPolicyType`, or one that has nothing to do with TLS."""
    predefined: Annotated[
        str,
        At(
            config="policyAttributeDescriptions[attributeName=Reference-Security-Policy][0]"
            ".attributeValue",
            describe="PolicyAttributeDescriptions[AttributeName=Reference-Security-Policy][0]"
            ".AttributeValue",
            cloudformation="Attributes[Name=Reference-Security-Policy][0].Value",
        ),
    ] = ""
    """The policy of AWS's that it stands for; empty for one of its own."""
    ssl_3: Annotated[
        Toggle,
        At(
            config="policyAttributeDescriptions[attributeName=Protocol-SSLv3][0].attributeValue",
            describe="PolicyAttributeDescriptions[AttributeName=Protocol-SSLv3][0].AttributeValue",
            cloudformation="Attributes[Name=Protocol-SSLv3][0].Value",
        ),
    ] = False
    """Whether SSL 3.0 is accepted."""
    tls_1_0: Annotated[
        Toggle,
        At(
            config="policyAttributeDescriptions[attributeName=Protocol-TLSv1][0].attributeValue",
            describe="PolicyAttributeDescriptions[AttributeName=Protocol-TLSv1][0].AttributeValue",
            cloudformation="Attributes[Name=Protocol-TLSv1][0].Value",
        ),
    ] = False
    """Whether TLS 1.0 is accepted."""
    tls_1_1: Annotated[
        Toggle,
        At(
            config="policyAttributeDescriptions[attributeName=Protocol-TLSv1.1][0].attributeValue",
            describe="PolicyAttributeDescriptions[AttributeName=Protocol-TLSv1.1][0]"
            ".AttributeValue",
            cloudformation="Attributes[Name=Protocol-TLSv1.1][0].Value",
        ),
    ] = False
    """Whether TLS 1.1 is accepted."""

    @property
    def is_recent(self) -> bool:
        """Whether it accepts TLS 1.2 or later only."""
        if self.kind != "SSLNegotiationPolicyType":
            return False
        if self.predefined:
            return _RECENT.search(self.predefined) is not None
        return not (self.ssl_3 or self.tls_1_0 or self.tls_1_1)


class LoadBalancer(
    Resource,
    of="AWS::ElasticLoadBalancing::LoadBalancer",
    arn="arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{id}",
    calls=Calls(
        service="elb",
        identity="DescribeLoadBalancers.LoadBalancerDescriptions[0]",
        gone=("LoadBalancerNotFound",),
        bind={"LoadBalancerNames": "id", "LoadBalancerName": "id"},
        listed="DescribeLoadBalancers.LoadBalancerDescriptions[]",
        list_id="LoadBalancerName",
        carries=True,
    ),
    planned=Planned(terraform=("aws_elb",)),
):
    """A Classic Load Balancer."""

    tags: Annotated[
        Pairs,
        At(
            config=("supplementaryConfiguration.Tags", "tags"),
            describe="DescribeTags.TagDescriptions[0].Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The load balancer's tags."""

    created_at: Annotated[Moment, At(config=".createdTime", describe=".CreatedTime")] = None
    """When it was made."""

    internet_facing: Annotated[
        Facing,
        At(config=".scheme", describe=".Scheme", terraform="internal", cloudformation="Scheme"),
    ] = True
    """Whether its name resolves to public addresses."""

    listeners: Annotated[
        tuple[Listener, ...],
        At(
            config=".listenerDescriptions",
            describe=".ListenerDescriptions",
            terraform="listener",
            cloudformation="Listeners",
        ),
    ] = ()
    """Its listeners."""

    policies: Annotated[
        tuple[Negotiation, ...],
        At(
            config="supplementaryConfiguration.LoadBalancerPolicies",
            describe="DescribeLoadBalancerPolicies.PolicyDescriptions",
            cloudformation="Policies",
        ),
    ] = ()
    """Its policies, of which listeners name theirs; a plan keeps them elsewhere."""

    zones: Annotated[
        Count,
        At(
            config=".availabilityZones",
            describe=".AvailabilityZones",
            terraform=("availability_zones", "subnets"),
            cloudformation=("AvailabilityZones", "Subnets"),
        ),
    ] = 0
    """In how many availability zones it is."""

    cross_zone: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            ".crossZoneLoadBalancing.enabled",
            describe="DescribeLoadBalancerAttributes.LoadBalancerAttributes"
            ".CrossZoneLoadBalancing.Enabled",
            terraform="cross_zone_load_balancing",
            cloudformation="CrossZone",
        ),
    ] = False
    """Whether it sends to the servers of all zones."""

    access_logs: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes.accessLog.enabled",
            describe="DescribeLoadBalancerAttributes.LoadBalancerAttributes.AccessLog.Enabled",
            terraform="access_logs[0].enabled",
            cloudformation="AccessLoggingPolicy.Enabled",
        ),
    ] = False
    """Whether requests are logged to a bucket."""

    draining: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes.connectionDraining.enabled",
            describe="DescribeLoadBalancerAttributes.LoadBalancerAttributes"
            ".ConnectionDraining.Enabled",
            terraform="connection_draining",
            cloudformation="ConnectionDrainingPolicy.Enabled",
        ),
    ] = False
    """Whether a server that is taken out may answer what it has begun."""

    desync_mode: Annotated[
        str,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            ".additionalAttributes[key=elb.http.desyncmitigationmode][0].value",
            describe="DescribeLoadBalancerAttributes.LoadBalancerAttributes"
            ".AdditionalAttributes[Key=elb.http.desyncmitigationmode][0].Value",
            terraform="desync_mitigation_mode",
            cloudformation=UNSET,
        ),
    ] = "defensive"
    """What it does with requests that servers may read differently."""

    @property
    def accepts_old_tls(self) -> tuple[str, ...]:
        """The listeners that accept TLS before 1.2, as they do without a policy of their own."""
        encrypted = [each for each in self.listeners if each.is_encrypted]
        if not encrypted:
            return ()
        recent = {each.name for each in self.policies if each.is_recent}
        return tuple(each.label for each in encrypted if not recent & set(each.policies))
