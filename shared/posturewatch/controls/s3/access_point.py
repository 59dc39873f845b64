"""Controls of AWS::S3::AccessPoint."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.s3.access_point import AccessPoint

_POINT = "--account-id ACCOUNT --name NAME"


@control(
    "s3-access-point-not-public",
    title="S3 access points should not let everybody in",
    severity=Severity.HIGH,
    remediation="Name principals or networks in its policy (`aws s3control "
    f"put-access-point-policy {_POINT}`), or `aws s3control delete-access-point-policy {_POINT}`.",
)
def not_public(point: AccessPoint) -> Verdict:
    """Through a public access point strangers read what the bucket's own settings seem to close."""
    return verdict(
        ~point.public,
        good_reason="Its policy does not let everybody in.",
        bad_reason="Its policy lets everybody in.",
        statements=point.public_statements,
    )


@control(
    "s3-access-point-public-access-blocked",
    title="S3 access points should block public access",
    severity=Severity.MEDIUM,
    remediation="It cannot be changed: make another one, which blocks it unless told otherwise "
    "(`aws s3control create-access-point`), and delete this one.",
)
def public_access_blocked(point: AccessPoint) -> Verdict:
    """Block Public Access keeps one wrong policy from opening the bucket to the world."""
    off = point.public_access_block.missing
    if not off:
        return passed("It blocks public access in full.", off=[])
    return failed(f"{len(off)} of its 4 settings are off.", off=off)


@control(
    "s3-access-point-vpc-only",
    title="S3 access points should be reached from a VPC only",
    severity=Severity.LOW,
    remediation="It cannot be changed: make another one with `--vpc-configuration VpcId=VPC` "
    "(`aws s3control create-access-point`), and delete this one.",
)
def vpc_only(point: AccessPoint) -> Verdict:
    """Stolen credentials are of no use at a door that opens to one network only."""
    if point.vpc:
        return passed("It is reached from one VPC only.", vpc=point.vpc)
    return failed("It is reached from the internet.", vpc=None)


@control(
    "s3-access-point-owner-tagged",
    title="S3 access points should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws s3control tag-resource --resource-arn ARN --tags "
    "Key=team,Value=NAME`.",
)
def owner_tagged(point: AccessPoint) -> Verdict:
    """Without an owner nobody knows who still needs this way to the data."""
    if point.owner:
        return passed("A tag names the owner.", owner=point.owner)
    return failed("No tag names the owner.", owner=None)
