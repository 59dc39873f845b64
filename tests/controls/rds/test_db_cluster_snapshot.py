"""Controls of AWS::RDS::DBClusterSnapshot."""

import pytest

from posturewatch.controls.rds import db_cluster_snapshot as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.db_cluster_snapshot import DBClusterSnapshot

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_restore_disabled, DBClusterSnapshot(kind="manual"), PASSED),
    (
        controls.public_restore_disabled,
        DBClusterSnapshot(kind="automated", unknown={"restorable_by": "denied"}),
        PASSED,
    ),
    (
        controls.public_restore_disabled,
        DBClusterSnapshot(kind="manual", restorable_by=("all",)),
        FAILED,
    ),
    (
        controls.sharing_disabled,
        DBClusterSnapshot(kind="manual", restorable_by=("all", "123456789012")),
        PASSED,
    ),
    (
        controls.sharing_disabled,
        DBClusterSnapshot(kind="manual", restorable_by=("210987654321",)),
        FAILED,
    ),
    (controls.encrypted, DBClusterSnapshot(encrypted=True), PASSED),
    (controls.encrypted, DBClusterSnapshot(), FAILED),
]


@pytest.mark.parametrize(("ask", "snapshot", "status"), CASES)
def test_verdict(ask, snapshot, status):
    assert ask(snapshot).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.public_restore_disabled, "restorable_by"),
        (controls.sharing_disabled, "restorable_by"),
        (controls.encrypted, "encrypted"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(DBClusterSnapshot(unknown={hidden: "denied"}))
