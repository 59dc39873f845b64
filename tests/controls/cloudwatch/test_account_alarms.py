"""Verdicts of the controls of what somebody is told of: by what filters select, not their words."""

import pytest

from posturewatch.controls.cloudwatch import account_alarms as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.cloudtrail.selectors import EventSelector
from posturewatch.resources.cloudwatch.account_alarms import (
    AccountAlarms,
    Action,
    MetricAlarm,
    MetricFilter,
    WatchedTrail,
)
from posturewatch.resources.cloudwatch.watched import WATCHED

PASSED, FAILED = Status.PASSED, Status.FAILED
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:trail:*"
SUBSCRIBED = Action(
    arn="arn:aws:sns:us-east-1:123456789012:security",
    subscriptions=("arn:aws:sns:us-east-1:123456789012:security:1",),
)
HEARD = MetricAlarm(name="a", actions_enabled=True, actions=(SUBSCRIBED,))


def counted(pattern, *, group="trail", alarms=(HEARD,), **more):
    return MetricFilter(name="f", log_group=group, pattern=pattern, alarms=alarms, **more)


def account(*filters, **settings):
    told = {"arn": "t", "log_group": GROUP, "logging": True, **settings}
    return AccountAlarms(trails=(WatchedTrail(filters=filters, **told),))


def any_of(names, form="($.eventName = {})"):
    return "{ " + " || ".join(form.format(name) for name in names) + " }"


NOTHING = AccountAlarms()
CALLS = [
    (controls.iam_policy_changes, "changes of IAM policies"),
    (controls.trail_changes, "changes of CloudTrail"),
    (controls.key_disabling, "keys that are disabled or deleted"),
    (controls.bucket_policy_changes, "changes of bucket policies"),
    (controls.config_changes, "changes of AWS Config"),
    (controls.security_group_changes, "changes of security groups"),
    (controls.network_acl_changes, "changes of network ACLs"),
    (controls.gateway_changes, "changes of gateways"),
    (controls.route_table_changes, "changes of route tables"),
    (controls.vpc_changes, "changes of VPCs"),
    (controls.organization_changes, "changes of the organization"),
]
KEYS = (
    '{($.eventSource = kms.amazonaws.com) && (($.eventName="DisableKey")||'
    '($.eventName="ScheduleKeyDeletion"))}'
)
ROOT = (
    '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && '
    '$.eventType != "AwsServiceEvent" }'
)
NO_MFA = (
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
    '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
)
REFUSED = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
FAILURES = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
GROUPS = [name.removesuffix("Ingress") for name in WATCHED["changes of security groups"]]

CASES = [
    # Each subject: all of its calls, all but one, and nothing at all.
    *((control, account(counted(any_of(WATCHED[subject]))), PASSED) for control, subject in CALLS),
    *(
        (control, account(counted(any_of(list(WATCHED[subject])[1:]))), FAILED)
        for control, subject in CALLS
    ),
    *((control, NOTHING, FAILED) for control, _ in CALLS),
    (controls.refused_calls, account(counted(REFUSED)), PASSED),
    (controls.refused_calls, account(counted('{ $.errorCode = "AccessDenied" }')), FAILED),
    (controls.sign_ins_without_mfa, account(counted(NO_MFA)), PASSED),
    (controls.sign_ins_without_mfa, account(counted(FAILURES)), FAILED),
    (controls.root_usage, account(counted(ROOT)), PASSED),
    (controls.root_usage, account(counted('{ $.userIdentity.type = "Root" }')), PASSED),
    # A sign-in is not all that the root user does.
    (
        controls.root_usage,
        account(counted('{ $.eventName = ConsoleLogin && $.userIdentity.type = "Root" }')),
        FAILED,
    ),
    (controls.failed_sign_ins, account(counted(FAILURES)), PASSED),
    (controls.failed_sign_ins, account(counted(NO_MFA)), FAILED),
    # However it is written.
    (controls.key_disabling, account(counted(KEYS)), PASSED),
    (
        controls.security_group_changes,
        account(counted(any_of(sorted(set(GROUPS)), '$.eventName = "{}*"'))),
        PASSED,
    ),
    (
        controls.security_group_changes,
        account(counted("{ $.eventName = *SecurityGroup* }")),
        PASSED,
    ),
    (controls.trail_changes, account(counted("{ $.eventName = %Trail$|Logging$% }")), PASSED),
    (controls.key_disabling, account(counted("?DisableKey ?ScheduleKeyDeletion")), PASSED),
    # Several filters together.
    (
        controls.key_disabling,
        account(*(counted(f"{{ $.eventName = {name} }}") for name in ("DisableKey", "Schedule*"))),
        PASSED,
    ),
    # What counts everything tells of nothing.
    (controls.key_disabling, account(counted("")), FAILED),
    (controls.key_disabling, account(counted('{ $.eventName = "*" }')), FAILED),
    # Of another source's call of the same name, nobody is told.
    (
        controls.key_disabling,
        account(counted(KEYS.replace("kms.", "s3."))),
        FAILED,
    ),
    # A filter on another group, a metric without an alarm, an alarm that is not heard.
    (controls.key_disabling, account(counted(KEYS, group="other")), FAILED),
    (controls.key_disabling, account(counted(KEYS, alarms=())), FAILED),
    (
        controls.key_disabling,
        account(counted(KEYS, alarms=(MetricAlarm(actions=(SUBSCRIBED,)),))),
        FAILED,
    ),
    (
        controls.key_disabling,
        account(counted(KEYS, alarms=(MetricAlarm(actions_enabled=True, actions=()),))),
        FAILED,
    ),
    (
        controls.key_disabling,
        account(
            counted(
                KEYS,
                alarms=(
                    MetricAlarm(
                        actions_enabled=True,
                        actions=(Action(subscriptions=("PendingConfirmation",)),),
                    ),
                ),
            )
        ),
        FAILED,
    ),
    # A trail that does not tell.
    (controls.key_disabling, account(counted(KEYS), logging=False), FAILED),
    (controls.key_disabling, account(counted(KEYS), log_group=""), FAILED),
    (controls.key_disabling, account(counted(KEYS), custom_selectors=True), FAILED),
    (
        controls.key_disabling,
        account(
            counted(KEYS),
            custom_selectors=True,
            selectors=(EventSelector(management=True, read_write="WriteOnly"),),
        ),
        FAILED,
    ),
    (
        controls.key_disabling,
        account(
            counted(KEYS),
            custom_selectors=True,
            selectors=(EventSelector(management=True, read_write="All"),),
        ),
        PASSED,
    ),
]


@pytest.mark.parametrize(("control", "alarms", "expected"), CASES)
def test_verdict(control, alarms, expected):
    assert control(alarms).status is expected


DENIED = "AccessDenied"
UNHEARD = MetricAlarm(actions_enabled=True, actions=(Action(unknown={"subscriptions": DENIED}),))


@pytest.mark.parametrize(
    "alarms",
    [
        AccountAlarms(unknown={"trails": DENIED}),
        account(log_group="arn:aws:logs:us-east-1:210987654321:log-group:trail:*"),
        AccountAlarms(
            trails=(
                WatchedTrail(arn="t", log_group=GROUP, logging=True, unknown={"filters": DENIED}),
            )
        ),
        account(counted(KEYS, alarms=(UNHEARD,))),
        account(MetricFilter(log_group="trail", pattern=KEYS, unknown={"alarms": DENIED})),
        account(counted("{ what is this }")),
        account(MetricFilter(log_group="trail", alarms=(HEARD,), unknown={"pattern": DENIED})),
        AccountAlarms(
            trails=(
                WatchedTrail(
                    arn="t", log_group=GROUP, filters=(counted(KEYS),), unknown={"logging": DENIED}
                ),
            )
        ),
    ],
)
def test_what_is_not_known_is_not_judged(alarms):
    with pytest.raises(UnknownValue):
        controls.key_disabling(alarms)


def test_what_is_known_decides_where_it_can():
    # One filter that is heard is enough, whatever another may be.
    both = account(counted(KEYS, alarms=(UNHEARD,)), counted(KEYS))
    assert controls.key_disabling(both).status is PASSED
    # What may be heard tells of one call alone: nobody is told of the other.
    half = account(counted("{ $.eventName = DisableKey }", alarms=(UNHEARD,)))
    verdict = controls.key_disabling(half)
    assert verdict.status is FAILED
    assert verdict.evidence["calls"] == ["ScheduleKeyDeletion"]
    # An alarm that is off is not heard, whoever is subscribed.
    off = MetricAlarm(actions=(Action(unknown={"subscriptions": DENIED}),))
    assert controls.key_disabling(account(counted(KEYS, alarms=(off,)))).status is FAILED


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_trails_that_could_not_be_read(control):
    with pytest.raises(UnknownValue, match=DENIED):
        control(AccountAlarms(unknown={"trails": DENIED}))


def test_every_subject_is_asked_for():
    asked = [each.ask(NOTHING).reason for each in declared_in(controls.__name__)]
    assert sorted(asked) == sorted(f"Nobody is told of {subject}." for subject in WATCHED)
