"""Verdicts of the controls of Kafka clusters."""

import pytest

from posturewatch.controls.msk import cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.msk.cluster import Cluster

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_access_disabled, Cluster(), PASSED),
    (controls.public_access_disabled, Cluster(public_access="SERVICE_PROVIDED_EIPS"), FAILED),
    (controls.strangers_refused, Cluster(iam=True), PASSED),
    (controls.strangers_refused, Cluster(certificates=True), PASSED),
    (controls.strangers_refused, Cluster(passwords=True, strangers=True), FAILED),
    (controls.strangers_refused, Cluster(), FAILED),
    (controls.tls_required, Cluster(), PASSED),
    (controls.tls_required, Cluster(client_traffic="TLS_PLAINTEXT"), FAILED),
    (controls.tls_required, Cluster(client_traffic="PLAINTEXT"), FAILED),
    (controls.brokers_encrypted_in_transit, Cluster(), PASSED),
    (controls.brokers_encrypted_in_transit, Cluster(brokers_encrypted=False), FAILED),
    (controls.topics_monitored, Cluster(monitoring="PER_TOPIC_PER_BROKER"), PASSED),
    (controls.topics_monitored, Cluster(monitoring="PER_TOPIC_PER_PARTITION"), PASSED),
    (controls.topics_monitored, Cluster(monitoring="PER_BROKER"), FAILED),
    (controls.topics_monitored, Cluster(), FAILED),
    (controls.broker_logs_kept, Cluster(log_states=("Disabled", "Enabled")), PASSED),
    (controls.broker_logs_kept, Cluster(log_states=("Disabled",)), FAILED),
    (controls.broker_logs_kept, Cluster(), FAILED),
    (controls.owner_tagged, Cluster(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Cluster(), FAILED),
]


@pytest.mark.parametrize(("control", "cluster", "expected"), CASES)
def test_verdict(control, cluster, expected):
    assert control(cluster).status is expected


def test_access_that_nobody_told_of_is_never_good():
    with pytest.raises(UnknownValue):
        controls.strangers_refused(Cluster(iam=True, unknown={"strangers": "a parameter"}))
