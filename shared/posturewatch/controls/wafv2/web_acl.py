"""Controls of AWS::WAFv2::WebACL."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.wafv2.web_acl import WebACL


@control(
    "wafv2-web-acl-rules-present",
    title="Web ACLs should have rules",
    severity=Severity.MEDIUM,
    remediation="Add rules, such as `AWSManagedRulesCommonRuleSet`: "
    "`aws wafv2 update-web-acl --rules …`.",
)
def rules_present(acl: WebACL) -> Verdict:
    """Without rules every request meets the default action, as if there were no web ACL."""
    return verdict(
        not acl.is_empty,
        good_reason="It has rules.",
        bad_reason="It has no rules.",
        rules=len(acl.rules),
        managed_groups=acl.managed_groups,
    )


@control(
    "wafv2-web-acl-rules-enforced",
    title="Web ACLs should do more than count",
    severity=Severity.MEDIUM,
    remediation="Once counting shows no false alarms, set `Action` to `Block` or `OverrideAction` "
    "to `None`: `aws wafv2 update-web-acl --rules …`.",
)
def rules_enforced(acl: WebACL) -> Verdict:
    """Rules that count show attacks to whoever looks, and let each of them through."""
    return verdict(
        not acl.only_counts,
        good_reason="Requests can be turned away.",
        bad_reason="No rule turns a request away.",
        counting=sorted(each.name for each in acl.rules if each.counts or each.counts_group),
        blocks_by_default=acl.blocks_by_default,
    )


@control(
    "wafv2-web-acl-logging-enabled",
    title="Web ACLs should log what they find",
    severity=Severity.MEDIUM,
    remediation="Name a log group, bucket or stream: `aws wafv2 put-logging-configuration "
    "--logging-configuration ResourceArn=ARN,LogDestinationConfigs=ARN`.",
)
def logging_enabled(acl: WebACL) -> Verdict:
    """Only the logs tell which requests were turned away and which got through, and why."""
    return verdict(
        acl.logging,
        good_reason="Requests are logged.",
        bad_reason="Requests are not logged.",
        logging=acl.logging,
    )


@control(
    "wafv2-web-acl-metrics-enabled",
    title="Web ACLs should have CloudWatch metrics for all of their rules",
    severity=Severity.MEDIUM,
    remediation="Set `CloudWatchMetricsEnabled` in `VisibilityConfig` of the web ACL and of every "
    "rule: `aws wafv2 update-web-acl`.",
)
def metrics_enabled(acl: WebACL) -> Verdict:
    """Without metrics no alarm tells of an attack, or of a rule that turns customers away."""
    return verdict(
        acl.metrics and not acl.unmeasured,
        good_reason="CloudWatch counts what every rule finds.",
        bad_reason="CloudWatch does not count what a rule, or the web ACL, finds.",
        metrics=acl.metrics,
        rules=acl.unmeasured,
    )


@control(
    "wafv2-web-acl-owner-tagged",
    title="Web ACLs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws wafv2 tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(acl: WebACL) -> Verdict:
    """Somebody has to decide, while an attack goes on, what may be turned away."""
    if acl.owner:
        return passed("A tag names the owner.", owner=acl.owner)
    return failed("No tag names the owner.", owner=None)
