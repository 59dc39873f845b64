"""Verdicts of the controls of organizations."""

import pytest

from posturewatch.controls.organizations import organization as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.organizations.organization import ControlPolicy, Organization

PASSED, FAILED = Status.PASSED, Status.FAILED
ALONE = Organization()
CASES = [
    (controls.all_features_enabled, Organization(feature_set="ALL"), PASSED),
    (controls.all_features_enabled, Organization(feature_set="CONSOLIDATED_BILLING"), FAILED),
    (controls.all_features_enabled, ALONE, FAILED),
    (
        controls.control_policies_enabled,
        Organization(policy_types=("TAG_POLICY", "SERVICE_CONTROL_POLICY")),
        PASSED,
    ),
    (controls.control_policies_enabled, Organization(policy_types=("TAG_POLICY",)), FAILED),
    (controls.control_policies_enabled, ALONE, FAILED),
    (
        controls.control_policies_attached,
        Organization(control_policies=(ControlPolicy(name="regions", targets=("r-1",)),)),
        PASSED,
    ),
    (
        controls.control_policies_attached,
        Organization(control_policies=(ControlPolicy(name="regions"),)),
        FAILED,
    ),
    (controls.control_policies_attached, ALONE, FAILED),
    (
        controls.administrators_delegated,
        Organization(delegated_administrators=("210987654321",)),
        PASSED,
    ),
    (controls.administrators_delegated, ALONE, FAILED),
    (controls.administration_delegated, Organization(delegates_itself=True), PASSED),
    (controls.administration_delegated, ALONE, FAILED),
    (
        controls.root_access_centralized,
        Organization(root_features=("RootCredentialsManagement",)),
        PASSED,
    ),
    (controls.root_access_centralized, Organization(root_features=("RootSessions",)), FAILED),
    (controls.root_access_centralized, ALONE, FAILED),
    (controls.ai_services_opted_out, Organization(ai_services="optOut"), PASSED),
    (controls.ai_services_opted_out, Organization(ai_services="optIn"), FAILED),
    (controls.ai_services_opted_out, ALONE, FAILED),
]


@pytest.mark.parametrize(("control", "organization", "expected"), CASES)
def test_verdict(control, organization, expected):
    assert control(organization).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    unread = dict.fromkeys(Organization.properties, "AccessDenied")
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Organization(unknown=unread))


def test_a_policy_whose_targets_are_not_known_is_not_judged():
    unread = ControlPolicy(name="regions", unknown={"targets": "AccessDenied"})
    with pytest.raises(UnknownValue, match="AccessDenied"):
        controls.control_policies_attached(Organization(control_policies=(unread,)))
