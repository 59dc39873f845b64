"""Controls of AWS::SNS::Topic."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.sns.topic import Topic


@control(
    "sns-topic-not-public",
    title="SNS topics should not be open to everybody",
    severity=Severity.HIGH,
    remediation="Name the principals in the topic's policy, or limit it by `aws:SourceAccount`, "
    "`aws:SourceArn` or `aws:PrincipalOrgID`: `aws sns set-topic-attributes "
    "--attribute-name Policy`.",
)
def not_public(topic: Topic) -> Verdict:
    """Strangers could read what is published by subscribing, or send messages in your name."""
    if topic.policy is None:
        return passed("Only the owner's account may use the topic.", statements=[])
    public = topic.policy.public(topic.key.account)
    return verdict(
        ~public.answer,
        good_reason="The topic's policy lets in nobody from outside at will.",
        bad_reason="The topic's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "sns-topic-principals-named",
    title="SNS topic policies should name whom they let in, not whom they leave out",
    severity=Severity.MEDIUM,
    remediation="Replace `NotPrincipal` in Allow statements by `Principal`.",
)
def principals_named(topic: Topic) -> Verdict:
    """Allow with NotPrincipal lets in everybody else in the world, whoever that may become."""
    if "NotPrincipal" not in topic.inversions:
        return passed("Every Allow names its principals.", words=topic.inversions)
    return failed("An Allow says only whom it leaves out.", words=topic.inversions)


@control(
    "sns-topic-encryption-enabled",
    title="SNS topics should encrypt messages at rest with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Set a key: `aws sns set-topic-attributes --attribute-name KmsMasterKeyId`.",
)
def encryption_enabled(topic: Topic) -> Verdict:
    """Messages lie on AWS's disks until they are delivered; the key decides who can read them."""
    if topic.kms_key:
        return passed("Messages are encrypted.", kms_key=topic.kms_key)
    return failed("Messages are not encrypted with a KMS key.", kms_key=None)


@control(
    "sns-topic-tls-required",
    title="SNS topics should refuse requests without TLS",
    severity=Severity.MEDIUM,
    remediation="Add a Deny of `sns:Publish` for every principal with the condition "
    '`{"Bool": {"aws:SecureTransport": "false"}}` to the topic\'s policy.',
)
def tls_required(topic: Topic) -> Verdict:
    """Without it a message may cross the network in clear text, to be read and changed there."""
    answer = Answer.NO if topic.policy is None else topic.policy.requires_tls()
    return verdict(
        answer,
        good_reason="The topic's policy refuses requests without TLS.",
        bad_reason="The topic's policy does not refuse requests without TLS.",
        requires_tls=answer,
    )


@control(
    "sns-topic-owner-tagged",
    title="SNS topics should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the topic with its team: `aws sns tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(topic: Topic) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if topic.owner:
        return passed("A tag names the owner.", owner=topic.owner)
    return failed("No tag names the owner.", owner=None)
