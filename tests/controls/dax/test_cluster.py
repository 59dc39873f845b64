"""Controls of AWS::DAX::Cluster."""

import pytest

from posturewatch.controls.dax import cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.dax.cluster import Cluster

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.encrypted, Cluster(encrypted=True), PASSED),
    (controls.encrypted, Cluster(), FAILED),
    (controls.tls_required, Cluster(endpoint_encryption="TLS"), PASSED),
    (controls.tls_required, Cluster(endpoint_encryption="NONE"), FAILED),
    (controls.multi_node, Cluster(nodes=3), PASSED),
    (controls.multi_node, Cluster(nodes=2), FAILED),
    (controls.owner_tagged, Cluster(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Cluster(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "cluster", "status"), CASES)
def test_verdict(ask, cluster, status):
    assert ask(cluster).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.encrypted, "encrypted"),
        (controls.tls_required, "endpoint_encryption"),
        (controls.multi_node, "nodes"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Cluster(unknown={hidden: "denied"}))
