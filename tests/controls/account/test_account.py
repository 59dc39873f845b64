"""Controls of AWS::::Account."""

import pytest

from posturewatch.controls.account import account as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.account.account import Account, RegionAnalyzers, RegionEncryption
from posturewatch.resources.s3.access import PublicAccessBlock

PASSED, FAILED = Status.PASSED, Status.FAILED
BLOCKED = PublicAccessBlock(
    block_public_acls=True,
    ignore_public_acls=True,
    block_public_policy=True,
    restrict_public_buckets=True,
)
HALF_BLOCKED = PublicAccessBlock(block_public_acls=True, ignore_public_acls=True)
ON = RegionEncryption(region="eu-west-1", enabled=True)
OFF = RegionEncryption(region="us-east-1", enabled=False)
DENIED = RegionEncryption(region="me-south-1", unknown={"enabled": "UnauthorizedOperation"})

EXTERNAL = RegionAnalyzers(region="eu-west-1", active=("ACCOUNT_UNUSED_ACCESS", "ORGANIZATION"))
UNUSED_ALONE = RegionAnalyzers(region="us-east-1", active=("ACCOUNT_UNUSED_ACCESS",))
UNREAD = RegionAnalyzers(region="me-south-1", unknown={"active": "AccessDenied"})
COMPLEX = {f"password_{kind}": True for kind in ("lowercase", "uppercase", "numbers", "symbols")}

CASES = [
    (controls.root_hardware_mfa_enabled, Account(root_mfa=True), PASSED),
    (controls.root_hardware_mfa_enabled, Account(root_mfa=False, root_password=False), PASSED),
    (controls.root_hardware_mfa_enabled, Account(root_mfa=True, root_virtual_mfa=True), FAILED),
    (controls.root_hardware_mfa_enabled, Account(root_mfa=False), FAILED),
    (controls.complex_passwords_required, Account(**COMPLEX), PASSED),
    *(
        (controls.complex_passwords_required, Account(**{**COMPLEX, kind: False}), FAILED)
        for kind in COMPLEX
    ),
    (controls.passwords_expire, Account(password_max_days=90), PASSED),
    (controls.passwords_expire, Account(password_max_days=91), FAILED),
    (controls.passwords_expire, Account(), FAILED),
    (controls.security_contact_named, Account(security_contact="sec@example.com"), PASSED),
    (controls.security_contact_named, Account(), FAILED),
    (controls.support_role_made, Account(support_roles=("support",)), PASSED),
    (controls.support_role_made, Account(), FAILED),
    (controls.in_an_organization, Account(organization="o-example"), PASSED),
    (controls.in_an_organization, Account(), FAILED),
    (controls.external_access_analyzed, Account(analyzers=(EXTERNAL,)), PASSED),
    (controls.external_access_analyzed, Account(analyzers=(EXTERNAL, UNUSED_ALONE)), FAILED),
    (controls.external_access_analyzed, Account(analyzers=(UNREAD, UNUSED_ALONE)), FAILED),
    (controls.root_mfa_enabled, Account(root_mfa=True), PASSED),
    (controls.root_mfa_enabled, Account(root_mfa=False, root_password=False), PASSED),
    (controls.root_mfa_enabled, Account(root_mfa=False), FAILED),
    (controls.no_root_access_keys, Account(root_access_keys=0), PASSED),
    (controls.no_root_access_keys, Account(root_access_keys=1), FAILED),
    (controls.no_root_access_keys, Account(root_access_keys=2), FAILED),
    (controls.long_passwords_required, Account(password_length=14), PASSED),
    (controls.long_passwords_required, Account(password_length=13), FAILED),
    (controls.long_passwords_required, Account(), FAILED),
    (controls.password_reuse_prevented, Account(passwords_remembered=24), PASSED),
    (controls.password_reuse_prevented, Account(passwords_remembered=23), FAILED),
    (controls.password_reuse_prevented, Account(), FAILED),
    (controls.public_access_blocked, Account(public_access_block=BLOCKED), PASSED),
    (controls.public_access_blocked, Account(public_access_block=HALF_BLOCKED), FAILED),
    (controls.public_access_blocked, Account(), FAILED),
    (controls.ebs_encrypted_by_default, Account(ebs_encryption=(ON, ON)), PASSED),
    (controls.ebs_encrypted_by_default, Account(ebs_encryption=(ON, OFF)), FAILED),
    (controls.ebs_encrypted_by_default, Account(ebs_encryption=(DENIED, OFF)), FAILED),
]


@pytest.mark.parametrize(("control", "account", "expected"), CASES)
def test_verdict(control, account, expected):
    assert control(account).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES} == expected


@pytest.mark.parametrize(
    ("control", "name"),
    [
        (controls.root_mfa_enabled, "root_mfa"),
        (controls.root_mfa_enabled, "root_password"),
        (controls.no_root_access_keys, "root_access_keys"),
        (controls.long_passwords_required, "password_length"),
        (controls.password_reuse_prevented, "passwords_remembered"),
        (controls.public_access_blocked, "public_access_block"),
        (controls.ebs_encrypted_by_default, "ebs_encryption"),
    ],
)
def test_an_unknown_property_is_not_judged(control, name):
    with pytest.raises(UnknownValue, match=name):
        control(Account(unknown={name: "AccessDenied"}))


def test_a_second_factor_settles_it_though_the_password_is_not_known():
    account = Account(root_mfa=True, unknown={"root_password": "AccessDenied"})
    assert controls.root_mfa_enabled(account).status is PASSED


def test_a_region_that_cannot_be_read_is_not_judged_as_good():
    with pytest.raises(UnknownValue, match="AccessDenied"):
        controls.external_access_analyzed(Account(analyzers=(EXTERNAL, UNREAD)))
    with pytest.raises(UnknownValue, match="UnauthorizedOperation"):
        controls.ebs_encrypted_by_default(Account(ebs_encryption=(ON, DENIED)))


def test_evidence_names_the_regions_and_the_settings():
    account = Account(ebs_encryption=(ON, OFF), public_access_block=HALF_BLOCKED)
    assert controls.ebs_encrypted_by_default(account).evidence == {"regions": ["us-east-1"]}
    assert controls.public_access_blocked(account).evidence == {
        "off": ["block_public_policy", "restrict_public_buckets"]
    }
