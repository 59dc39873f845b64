"""Controls of AWS::RDS::DBSnapshot."""

import pytest

from posturewatch.controls.rds import db_snapshot as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.db_snapshot import DBSnapshot

PASSED, FAILED = Status.PASSED, Status.FAILED


def manual(*accounts: str) -> DBSnapshot:
    return DBSnapshot(kind="manual", restorable_by=accounts)


DENIED = {"restorable_by": "denied"}

CASES = [
    (controls.public_restore_disabled, manual(), PASSED),
    (controls.public_restore_disabled, manual("210987654321"), PASSED),
    (controls.public_restore_disabled, manual("all"), FAILED),
    (controls.public_restore_disabled, manual("210987654321", "all"), FAILED),
    (controls.public_restore_disabled, DBSnapshot(kind="automated", unknown=DENIED), PASSED),
    (controls.sharing_disabled, manual(), PASSED),
    (controls.sharing_disabled, manual("123456789012"), PASSED),
    (controls.sharing_disabled, manual("all"), PASSED),
    (controls.sharing_disabled, manual("210987654321"), FAILED),
    (controls.sharing_disabled, manual("all", "210987654321"), FAILED),
    (controls.sharing_disabled, DBSnapshot(kind="automated", unknown=DENIED), PASSED),
    (controls.encrypted, DBSnapshot(encrypted=True), PASSED),
    (controls.encrypted, DBSnapshot(encrypted=False), FAILED),
]


@pytest.mark.parametrize(("ask", "snapshot", "status"), CASES)
def test_verdict(ask, snapshot, status):
    assert ask(snapshot).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.public_restore_disabled, "restorable_by"),
        (controls.public_restore_disabled, "kind"),
        (controls.sharing_disabled, "restorable_by"),
        (controls.encrypted, "encrypted"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(DBSnapshot(unknown={hidden: "denied"}))


def test_evidence_names_the_accounts():
    verdict = controls.sharing_disabled(manual("210987654321", "all"))
    assert verdict.evidence == {"accounts": ["210987654321"]}


def test_public_is_decided_without_the_encryption():
    snapshot = DBSnapshot(kind="manual", restorable_by=("all",), unknown={"encrypted": "lost"})
    assert controls.public_restore_disabled(snapshot).evidence == {
        "public": True,
        "encrypted": None,
    }
