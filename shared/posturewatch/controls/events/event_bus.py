"""Controls of AWS::Events::EventBus."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.events.event_bus import EventBus

_UPDATE = "`aws events update-event-bus --name NAME "


@control(
    "events-event-bus-not-public",
    title="Event buses should not be open to everybody",
    severity=Severity.HIGH,
    remediation="Name accounts, or limit it by `aws:PrincipalOrgID`: `aws events put-permission "
    "--event-bus-name NAME --policy …`.",
)
def not_public(bus: EventBus) -> Verdict:
    """Strangers could feed rules with events of their own making, and what the rules start."""
    if bus.policy is None:
        return passed("Only the owner's account may use the bus.", statements=[])
    public = bus.policy.public(bus.key.account)
    return verdict(
        ~public.answer,
        good_reason="The bus's policy lets in nobody from outside at will.",
        bad_reason="The bus's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "events-event-bus-policy-attached",
    title="Event buses of one's own should say in a policy who may use them",
    severity=Severity.LOW,
    remediation="Attach one: `aws events put-permission --event-bus-name NAME --policy …`.",
)
def policy_attached(bus: EventBus) -> Verdict:
    """Without one every identity of the account whose own policies are wide may put events."""
    if not bus.is_own:
        return passed("It is not a bus of one's own.", name=bus.name)
    if bus.policy is not None:
        return passed("A policy says who may use it.", statements=len(bus.policy.statements))
    return failed("No policy says who may use it.", statements=0)


@control(
    "events-event-bus-own-key-used",
    title="Event buses should be encrypted with a key of one's own",
    severity=Severity.LOW,
    remediation="Name one: " + _UPDATE + "--kms-key-identifier KEY`.",
)
def own_key_used(bus: EventBus) -> Verdict:
    """Who may read events that are kept is then said by a policy of yours, and recorded."""
    if bus.kms_key:
        return passed("A key of its own encrypts events.", kms_key=bus.kms_key)
    return failed("A key of AWS's encrypts events.", kms_key=None)


@control(
    "events-event-bus-logging-enabled",
    title="Event buses should log how events are handed on",
    severity=Severity.LOW,
    remediation="Log at least failures: " + _UPDATE + "--log-config Level=ERROR`.",
)
def logging_enabled(bus: EventBus) -> Verdict:
    """Events that no target took are lost without a trace, alarms of security among them."""
    if bus.log_level != "OFF":
        return passed("How events are handed on is logged.", level=bus.log_level)
    return failed("How events are handed on is not logged.", level="OFF")


@control(
    "events-event-bus-owner-tagged",
    title="Event buses of one's own should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws events tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(bus: EventBus) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if bus.owner:
        return passed("A tag names the owner.", owner=bus.owner)
    if not bus.is_own:
        return passed("It is not a bus of one's own.", name=bus.name)
    return failed("No tag names the owner.", owner=None)
