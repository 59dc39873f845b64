"""Controls of AWS::IAM::InstanceProfile."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.iam.instance_profile import InstanceProfile


@control(
    "iam-instance-profile-role-attached",
    title="Instance profiles without a role should be removed",
    severity=Severity.LOW,
    remediation="Give it the role that its instances need (`aws iam add-role-to-instance-profile`) "
    "or delete it (`aws iam delete-instance-profile`).",
)
def role_attached(profile: InstanceProfile) -> Verdict:
    """A role that somebody adds to it goes to instances that nobody meant to have any rights."""
    return verdict(
        bool(profile.roles),
        good_reason="The profile has a role.",
        bad_reason="The profile has no role.",
        roles=profile.roles,
    )


@control(
    "iam-instance-profile-owner-tagged",
    title="Instance profiles should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the profile with `owner` or `team`: `aws iam tag-instance-profile`.",
)
def owner_tagged(profile: InstanceProfile) -> Verdict:
    """What instances may do is changed safely only by those who know what runs on them."""
    if profile.owner:
        return passed("A tag names the owner.", owner=profile.owner)
    return failed("No tag names the owner.", tags=sorted(profile.tags))
