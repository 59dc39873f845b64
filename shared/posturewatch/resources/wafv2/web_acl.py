"""AWS::WAFv2::WebACL."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Count, Pairs, Present, Toggle
from posturewatch.domain.places import UNSET, Elsewhere, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape


class NamedField:
    """Whether something is named, were it by an empty object, as WAF names its actions."""

    def convert(self, raw: Any) -> bool:
        """Return whether more than an empty list stands there."""
        return not (isinstance(raw, list) and not raw)


class Rule(Shape):
    """What it does with some requests."""

    name: Annotated[
        str, At(describe="Name", terraform="name", cloudformation="Name", always=True)
    ] = ""
    """Its name."""

    counts: Annotated[
        bool,
        NamedField(),
        At(describe="Action.Count", terraform="action[0].count", cloudformation="Action.Count"),
    ] = False
    """Whether it only counts the requests that it finds."""

    counts_group: Annotated[
        bool,
        NamedField(),
        At(
            describe="OverrideAction.Count",
            terraform="override_action[0].count",
            cloudformation="OverrideAction.Count",
        ),
    ] = False
    """Whether what its group finds is only counted, whatever the group says."""

    metrics: Annotated[
        Toggle,
        At(
            describe="VisibilityConfig.CloudWatchMetricsEnabled",
            terraform="visibility_config[0].cloudwatch_metrics_enabled",
            cloudformation="VisibilityConfig.CloudWatchMetricsEnabled",
            always=True,
        ),
    ] = False
    """Whether CloudWatch counts what it finds."""


class WebACL(
    Resource,
    of="AWS::WAFv2::WebACL",
    arn="{id}",
    config_id=("ARN", "arn", ".resourceARN", "resourceId"),
    calls=Calls(
        service="wafv2",
        identity="GetWebACL.WebACL",
        gone=("WAFNonexistentItemException",),
        bind={"ARN": "id", "ResourceArn": "id", "ResourceARN": "id"},
        absent={"GetLoggingConfiguration": ("WAFNonexistentItemException",)},
        constants={"list:ListWebACLs": {"Scope": "REGIONAL", "Limit": 100}},
        listed="ListWebACLs.WebACLs[]",
        list_id="ARN",
        list_also={"us-east-1": {"Scope": "CLOUDFRONT"}},
    ),
    planned=Planned(
        terraform=("aws_wafv2_web_acl",),
        terraform_name=("arn",),
        terraform_owner="resource_arn",
        cloudformation_owner="ResourceArn",
        owners={"aws_wafv2_web_acl_rule_group_association": "web_acl_arn"},
    ),
):
    """What AWS WAF lets through to the resources that it guards, or to CloudFront's edge."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.TagInfoForResource.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The web ACL's tags."""

    rules: Annotated[
        tuple[Rule, ...],
        At(
            describe=".Rules",
            terraform=(
                "rule",
                Elsewhere("rule_json", "aws_wafv2_web_acl_rule_group_association"),
            ),
            cloudformation="Rules",
        ),
    ] = ()
    """Its own rules."""

    managed_groups: Annotated[
        Count,
        At(
            describe=Joined(
                ".PreProcessFirewallManagerRuleGroups", ".PostProcessFirewallManagerRuleGroups"
            ),
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = 0
    """How many groups of rules Firewall Manager has put around them."""

    blocks_by_default: Annotated[
        bool,
        NamedField(),
        At(
            describe=".DefaultAction.Block",
            terraform="default_action[0].block",
            cloudformation="DefaultAction.Block",
        ),
    ] = False
    """Whether it turns away what no rule lets through."""

    metrics: Annotated[
        Toggle,
        At(
            config=".visibilityConfig.cloudWatchMetricsEnabled",
            describe=".VisibilityConfig.CloudWatchMetricsEnabled",
            terraform="visibility_config[0].cloudwatch_metrics_enabled",
            cloudformation="VisibilityConfig.CloudWatchMetricsEnabled",
            always=True,
        ),
    ] = False
    """Whether CloudWatch counts what it does."""

    logging: Annotated[
        Present,
        At(
            describe="GetLoggingConfiguration.LoggingConfiguration.LogDestinationConfigs",
            terraform="aws_wafv2_web_acl_logging_configuration[0].log_destination_configs",
            cloudformation="AWS::WAFv2::LoggingConfiguration[0].LogDestinationConfigs",
        ),
    ] = False
    """Whether what it finds is logged."""

    @property
    def name(self) -> str:
        """Its name."""
        parts = self.key.id.split("/")
        return parts[2] if len(parts) == 4 else self.key.id

    @property
    def is_empty(self) -> bool:
        """Whether it has no rules."""
        return not self.rules and not self.managed_groups

    @property
    def only_counts(self) -> bool:
        """Whether none of its rules keeps any request out."""
        if self.blocks_by_default or self.managed_groups:
            return False
        return all(each.counts or each.counts_group for each in self.rules)

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The names of the rules that CloudWatch does not count."""
        return tuple(each.name for each in self.rules if not each.metrics)
