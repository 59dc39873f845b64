"""Controls of AWS::OpenSearchService::Domain."""

import pytest

from posturewatch.controls.opensearchservice import domain as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.opensearchservice.domain import Domain
from posturewatch.resources.opensearchservice.log_output import LogOutput

PASSED, FAILED = Status.PASSED, Status.FAILED

OPEN = PolicyDocument.parse(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}
        ],
    }
)


CASES = [
    (controls.not_open_to_anyone, Domain(), PASSED),
    (controls.not_open_to_anyone, Domain(policy=OPEN, subnets=("subnet-1",)), PASSED),
    (controls.not_open_to_anyone, Domain(policy=OPEN), FAILED),
    (controls.in_vpc, Domain(subnets=("subnet-1",)), PASSED),
    (controls.in_vpc, Domain(), FAILED),
    (controls.encrypted, Domain(encrypted=True), PASSED),
    (controls.encrypted, Domain(), FAILED),
    (controls.node_to_node_encrypted, Domain(node_to_node_encryption=True), PASSED),
    (controls.node_to_node_encrypted, Domain(), FAILED),
    (controls.https_required, Domain(https_enforced=True), PASSED),
    (controls.https_required, Domain(), FAILED),
    (controls.tls_1_2_required, Domain(tls_policy="Policy-Min-TLS-1-2-PFS-2023-10"), PASSED),
    (controls.tls_1_2_required, Domain(), FAILED),
    (controls.access_control_enabled, Domain(fine_grained_access=True), PASSED),
    (controls.access_control_enabled, Domain(), FAILED),
    (controls.anonymous_access_disabled, Domain(), PASSED),
    (controls.anonymous_access_disabled, Domain(anonymous_access=True), FAILED),
    (controls.master_password_not_written, Domain(), PASSED),
    (controls.master_password_not_written, Domain(master_password_held="plain text"), FAILED),
    (
        controls.audit_log_sent,
        Domain(
            audit_log=LogOutput(
                enabled=True, group="arn:aws:logs:eu-west-1:123456789012:log-group:g"
            )
        ),
        PASSED,
    ),
    (controls.audit_log_sent, Domain(audit_log=LogOutput(enabled=True)), FAILED),
    (controls.audit_log_sent, Domain(audit_log=LogOutput(enabled=True, group="123")), FAILED),
    (controls.audit_log_sent, Domain(), FAILED),
    (
        controls.application_log_sent,
        Domain(
            application_log=LogOutput(
                enabled=True, group="arn:aws:logs:eu-west-1:123456789012:log-group:g"
            )
        ),
        PASSED,
    ),
    (controls.application_log_sent, Domain(application_log=LogOutput(enabled=True)), FAILED),
    (
        controls.application_log_sent,
        Domain(application_log=LogOutput(enabled=True, group="123")),
        FAILED,
    ),
    (controls.application_log_sent, Domain(), FAILED),
    (controls.data_nodes_redundant, Domain(data_nodes=3, zone_awareness=True), PASSED),
    (controls.data_nodes_redundant, Domain(data_nodes=3), FAILED),
    (controls.data_nodes_redundant, Domain(data_nodes=2, zone_awareness=True), FAILED),
    (controls.masters_redundant, Domain(dedicated_masters=True, master_count=3), PASSED),
    (controls.masters_redundant, Domain(dedicated_masters=True, master_count=2), FAILED),
    (controls.masters_redundant, Domain(), FAILED),
    (controls.software_current, Domain(), PASSED),
    (controls.software_current, Domain(update_available=True), FAILED),
    (controls.owner_tagged, Domain(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Domain(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "domain", "status"), CASES)
def test_verdict(ask, domain, status):
    assert ask(domain).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.not_open_to_anyone, "subnets"),
        (controls.in_vpc, "subnets"),
        (controls.encrypted, "encrypted"),
        (controls.node_to_node_encrypted, "node_to_node_encryption"),
        (controls.https_required, "https_enforced"),
        (controls.tls_1_2_required, "tls_policy"),
        (controls.access_control_enabled, "fine_grained_access"),
        (controls.anonymous_access_disabled, "anonymous_access"),
        (controls.master_password_not_written, "master_password_held"),
        (controls.audit_log_sent, "audit_log"),
        (controls.application_log_sent, "application_log"),
        (controls.data_nodes_redundant, "data_nodes"),
        (controls.masters_redundant, "dedicated_masters"),
        (controls.software_current, "update_available"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Domain(unknown={hidden: "denied"}))
