"""AWS::Route53::HostedZone."""

from types import MappingProxyType
from typing import Annotated, Any, Final

from posturewatch.domain.fields import Pairs, Present, TextField, Texts
from posturewatch.domain.resource import GLOBAL, At, Calls, Planned, Resource

BROKEN: Final = ("ACTION_NEEDED", "INTERNAL_FAILURE")
"""The states in which signatures fail, or will.
Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_DNSSECStatus.html
"""


class SigningField:
    """Whether a zone is signed, in Route 53's words; a template says so by a resource."""

    def convert(self, raw: Any) -> str:
        """Return the state."""
        if isinstance(raw, list):
            return "SIGNING" if raw else "NOT_SIGNING"
        return TextField().convert(raw)


class HostedZone(
    Resource,
    of="AWS::Route53::HostedZone",
    arn="arn:{partition}:route53:::hostedzone/{id}",
    region=GLOBAL,
    calls=Calls(
        service="route53",
        identity="GetHostedZone.HostedZone",
        gone=("NoSuchHostedZone",),
        bind={"Id": "id", "HostedZoneId": "id", "ResourceId": "id"},
        constants={"ListTagsForResource": {"ResourceType": "hostedzone"}},
        skip_if={
            "GetDNSSEC": {".Config.PrivateZone": (True,)},
            "ListQueryLoggingConfigs": {".Config.PrivateZone": (True,)},
        },
        # One answer tells of all zones: Route 53 lets an account make five calls a second.
        unbound=("ListQueryLoggingConfigs",),
        listed="ListHostedZones.HostedZones[]",
        list_id="Id",
        list_form="[/hostedzone/]{id}",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_route53_zone",),
        terraform_name=("zone_id", "id"),
        terraform_owner="hosted_zone_id",
        cloudformation_owner="HostedZoneId",
        owners={"aws_route53_query_log": "zone_id"},
    ),
):
    """The DNS records of a domain, for the world or for VPCs."""

    tags: Annotated[
        Pairs,
        At(
            config=(".HostedZoneTags", "tags"),
            describe="ListTagsForResource.ResourceTagSet.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="HostedZoneTags",
        ),
    ] = MappingProxyType({})
    """The zone's tags."""

    domain: Annotated[
        str,
        At(config=".Name", describe=".Name", terraform="name", cloudformation="Name"),
    ] = ""
    """The domain."""

    private: Annotated[
        Present,
        At(
            config=".VPCs",
            describe=".Config.PrivateZone",
            terraform="vpc",
            cloudformation="VPCs",
        ),
    ] = False
    """Whether only VPCs see it."""

    query_logging: Annotated[
        Present,
        At(
            config=".QueryLoggingConfig.CloudWatchLogsLogGroupArn",
            describe="ListQueryLoggingConfigs.QueryLoggingConfigs[HostedZoneId=@id]",
            terraform="aws_route53_query_log[0].cloudwatch_log_group_arn",
            cloudformation="QueryLoggingConfig.CloudWatchLogsLogGroupArn",
        ),
    ] = False
    """Whether what is asked for is logged."""

    signing: Annotated[
        str,
        SigningField(),
        At(
            describe="GetDNSSEC.Status.ServeSignature",
            terraform="aws_route53_hosted_zone_dnssec[0].signing_status",
            cloudformation="AWS::Route53::DNSSEC",
        ),
    ] = "NOT_SIGNING"
    """Whether answers are signed: `SIGNING`, `NOT_SIGNING`, or what keeps them from it."""

    keys: Annotated[
        Texts,
        At(
            describe="GetDNSSEC.KeySigningKeys[].Status",
            terraform="aws_route53_key_signing_key[].status",
            cloudformation="AWS::Route53::KeySigningKey[].Status",
        ),
    ] = ()
    """The states of the keys that sign the zone's keys."""

    @property
    def name(self) -> str:
        """The domain."""
        return self.domain or self.key.id

    @property
    def broken(self) -> tuple[str, ...]:
        """The states, of the zone or its keys, in which signatures fail or will."""
        return tuple(state for state in (self.signing, *self.keys) if state in BROKEN)
