"""Controls of AWS::SQS::Queue."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.sqs.queue import Queue

_SET = "`aws sqs set-queue-attributes --attributes "


@control(
    "sqs-queue-not-public",
    title="SQS queues should not be open to everybody",
    severity=Severity.HIGH,
    remediation="Name the principals in the queue's policy, or limit it by `aws:SourceAccount`, "
    "`aws:SourceArn` or `aws:PrincipalOrgID`.",
)
def not_public(queue: Queue) -> Verdict:
    """Strangers could read and delete what waits there, or feed your workers with their own."""
    if queue.policy is None:
        return passed("Only the owner's account may use the queue.", statements=[])
    public = queue.policy.public(queue.key.account)
    return verdict(
        ~public.answer,
        good_reason="The queue's policy lets in nobody from outside at will.",
        bad_reason="The queue's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "sqs-queue-principals-named",
    title="SQS queue policies should name whom they let in, not whom they leave out",
    severity=Severity.MEDIUM,
    remediation="Replace `NotPrincipal` in Allow statements by `Principal`.",
)
def principals_named(queue: Queue) -> Verdict:
    """Allow with NotPrincipal lets in everybody else in the world, whoever that may become."""
    if "NotPrincipal" not in queue.inversions:
        return passed("Every Allow names its principals.", words=queue.inversions)
    return failed("An Allow says only whom it leaves out.", words=queue.inversions)


@control(
    "sqs-queue-actions-named",
    title="SQS queue policies should name the actions that they allow",
    severity=Severity.MEDIUM,
    remediation="Replace `sqs:*` by the actions that are needed, such as `sqs:SendMessage`.",
)
def actions_named(queue: Queue) -> Verdict:
    """A wildcard hands out the right to change the policy itself, and to empty the queue."""
    found = () if queue.policy is None else queue.policy.action_wildcards
    if not found:
        return passed("No statement allows all actions.", statements=[])
    return failed("A statement allows all actions.", statements=found)


@control(
    "sqs-queue-encryption-enabled",
    title="SQS queues should encrypt messages at rest",
    severity=Severity.HIGH,
    remediation="Turn on encryption: " + _SET + "SqsManagedSseEnabled=true` or `KmsMasterKeyId`.",
)
def encryption_enabled(queue: Queue) -> Verdict:
    """Messages lie on AWS's disks until they are received; encryption keeps copies useless."""
    if queue.kms_key or queue.sse_enabled:
        return passed("Messages are encrypted.", kms_key=queue.kms_key, sse=queue.sse_enabled)
    return failed("Messages are not encrypted.", kms_key=None, sse=False)


@control(
    "sqs-queue-tls-required",
    title="SQS queues should refuse requests without TLS",
    severity=Severity.MEDIUM,
    remediation="Add a Deny of `sqs:*` for every principal with the condition "
    '`{"Bool": {"aws:SecureTransport": "false"}}` to the queue\'s policy.',
)
def tls_required(queue: Queue) -> Verdict:
    """Without it a message may cross the network in clear text, to be read and changed there."""
    answer = Answer.NO if queue.policy is None else queue.policy.requires_tls()
    return verdict(
        answer,
        good_reason="The queue's policy refuses requests without TLS.",
        bad_reason="The queue's policy does not refuse requests without TLS.",
        requires_tls=answer,
    )


@control(
    "sqs-queue-dead-letters-kept",
    title="SQS queues should have a dead-letter queue",
    severity=Severity.LOW,
    remediation="Name one: " + _SET + "RedrivePolicy`. A dead-letter queue itself needs none: "
    "tag it, or accept the risk.",
)
def dead_letters_kept(queue: Queue) -> Verdict:
    """Without one a message that cannot be worked off is lost when its time is up, unseen."""
    if queue.dead_letters:
        return passed("Failing messages are kept aside.", queue=queue.dead_letters)
    return failed("There is no dead-letter queue.", queue=None)


@control(
    "sqs-queue-owner-tagged",
    title="SQS queues should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the queue with its team: `aws sqs tag-queue --tags team=NAME`.",
)
def owner_tagged(queue: Queue) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if queue.owner:
        return passed("A tag names the owner.", owner=queue.owner)
    return failed("No tag names the owner.", owner=None)
