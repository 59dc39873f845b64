"""Controls of AWS::DMS::ReplicationInstance."""

import pytest

from posturewatch.controls.dms import replication_instance as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.dms.replication_instance import ReplicationInstance

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_access_disabled, ReplicationInstance(), PASSED),
    (controls.public_access_disabled, ReplicationInstance(publicly_accessible=True), FAILED),
    (
        controls.minor_upgrades_automatic,
        ReplicationInstance(auto_minor_version_upgrade=True),
        PASSED,
    ),
    (controls.minor_upgrades_automatic, ReplicationInstance(), FAILED),
    (controls.multi_az_enabled, ReplicationInstance(multi_az=True), PASSED),
    (controls.multi_az_enabled, ReplicationInstance(), FAILED),
    (controls.owner_tagged, ReplicationInstance(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, ReplicationInstance(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "instance", "status"), CASES)
def test_verdict(ask, instance, status):
    assert ask(instance).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.public_access_disabled, "publicly_accessible"),
        (controls.minor_upgrades_automatic, "auto_minor_version_upgrade"),
        (controls.multi_az_enabled, "multi_az"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(ReplicationInstance(unknown={hidden: "denied"}))
