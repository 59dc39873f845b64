"""Controls of AWS::DynamoDB::Table."""

from datetime import UTC, datetime

import pytest

from posturewatch.controls.dynamodb import table as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.dynamodb.table import Table

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.point_in_time_recovery_enabled, Table(point_in_time_recovery=True), PASSED),
    (controls.point_in_time_recovery_enabled, Table(), FAILED),
    (controls.deletion_protected, Table(deletion_protection=True), PASSED),
    (controls.deletion_protected, Table(), FAILED),
    (controls.kms_encrypted, Table(kms_encrypted=True), PASSED),
    (controls.kms_encrypted, Table(), FAILED),
    (
        controls.capacity_scaled,
        Table(billing_mode="PAY_PER_REQUEST", unknown={"scaled": "denied"}),
        PASSED,
    ),
    (
        controls.capacity_scaled,
        Table(scaled=("dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits")),
        PASSED,
    ),
    (controls.capacity_scaled, Table(scaled=("dynamodb:table:ReadCapacityUnits",)), FAILED),
    (
        controls.capacity_scaled,
        Table(scaled=("dynamodb:index:ReadCapacityUnits", "dynamodb:table:ReadCapacityUnits")),
        FAILED,
    ),
    (controls.billing_mode_chosen, Table(), PASSED),
    (controls.billing_mode_chosen, Table(billing_mode="PAY_PER_REQUEST"), PASSED),
    (controls.billing_mode_chosen, Table(billing_mode=""), FAILED),
    (controls.backed_up, Table(backed_up_at=datetime(2026, 11, 1, tzinfo=UTC)), PASSED),
    (controls.backed_up, Table(), FAILED),
    (controls.owner_tagged, Table(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Table(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "table", "status"), CASES)
def test_verdict(ask, table, status):
    assert ask(table).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.point_in_time_recovery_enabled, "point_in_time_recovery"),
        (controls.deletion_protected, "deletion_protection"),
        (controls.kms_encrypted, "kms_encrypted"),
        (controls.capacity_scaled, "billing_mode"),
        (controls.billing_mode_chosen, "billing_mode"),
        (controls.backed_up, "backed_up_at"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Table(unknown={hidden: "denied"}))
