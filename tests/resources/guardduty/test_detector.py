"""AWS::GuardDuty::Detector as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.guardduty.detector import Detector
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import plan, planned
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template

FEATURES = {
    "S3_DATA_EVENTS": "ENABLED",
    "EKS_AUDIT_LOGS": "ENABLED",
    "EBS_MALWARE_PROTECTION": "ENABLED",
    "RDS_LOGIN_EVENTS": "ENABLED",
    "LAMBDA_NETWORK_LOGS": "DISABLED",
    "RUNTIME_MONITORING": "ENABLED",
}
TAGS = {"team": "security"}
DETECTOR = {
    "CreatedAt": "2026-01-01T00:00:00.000Z",
    "FindingPublishingFrequency": "ONE_HOUR",
    "ServiceRole": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/guardduty.amazonaws.com/x",
    "Status": "ENABLED",
    "Features": [{"Name": name, "Status": status} for name, status in FEATURES.items()],
    "Tags": TAGS,
}


@pytest.fixture
def aws():
    audited = Audited()
    audited.answer("ListDetectors", {"DetectorIds": ["12abc34d567e8fa901bc2d34eexample"]})
    audited.answer("GetDetector", DETECTOR)
    audited.answer("GetAdministratorAccount", {})
    audited.answer("ListMembers", {"Members": []})
    return audited


def read(aws):
    return aws.read(Detector, ACCOUNT)


def test_a_region_without_a_detector_is_there_and_watches_nothing(aws):
    aws.answer("ListDetectors", {"DetectorIds": []})
    detector = read(aws)
    assert not detector.enabled
    assert not detector.s3_protection
    assert detector.tags == {}
    assert unknowns(detector) == []
    assert aws.source.calls == {"guardduty:ListDetectors": 1}


def test_a_live_read(aws):
    detector = read(aws)
    assert unknowns(detector) == []
    assert detector.enabled
    assert detector.publishing_frequency == "ONE_HOUR"
    assert detector.s3_protection
    assert detector.runtime_monitoring
    assert not detector.lambda_protection
    assert not detector.eks_runtime_monitoring
    assert detector.owner == "security"
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Detector)
    assert [entry.key for entry in aws.listed(Detector)] == [detector.key]


def test_who_administers_it(aws):
    aws.answer(
        "GetAdministratorAccount",
        {"Administrator": {"AccountId": "210987654321", "RelationshipStatus": "Enabled"}},
    )
    aws.answer("ListMembers", {"Members": [{"AccountId": "210987654322"}]})
    detector = read(aws)
    assert (detector.administrator, detector.members) == ("210987654321", 1)


def test_a_denied_read_is_unknown(aws):
    aws.fail("GetDetector")
    assert {"enabled", "s3_protection", "tags"} <= set(unknowns(read(aws)))
    aws.fail("ListDetectors")
    assert isinstance(aws.outcome(Detector, ACCOUNT), Unknown)


@mock_aws
def test_moto_tells_of_a_detector():
    aws = Audited()
    aws.answer("GetAdministratorAccount", {})
    aws.answer("ListMembers", {"Members": []})
    assert not read(aws).enabled
    aws.client("guardduty").create_detector(
        Enable=True, Features=[{"Name": "RDS_LOGIN_EVENTS", "Status": "ENABLED"}]
    )
    detector = read(aws)
    assert (detector.enabled, detector.rds_protection) == (True, True)


def test_four_sources_tell_the_same(aws):
    live = read(aws)
    sources = {"S3Logs": {"Enable": True}, "Kubernetes": {"AuditLogs": {"Enable": True}}}
    configuration = {
        "Enable": True,
        "FindingPublishingFrequency": "ONE_HOUR",
        "DataSources": sources,
    }
    config = from_config(Detector, item(Detector, configuration, tags=TAGS))
    assert config.key == live.key
    assert differences(live, config) == [
        "administrator",
        "eks_runtime_monitoring",
        "lambda_protection",
        "malware_protection",
        "members",
        "rds_protection",
        "runtime_monitoring",
    ]
    features = {
        f"aws_guardduty_detector_feature.{name.lower()}": {
            "detector_id": "d",
            "name": name,
            "status": status,
        }
        for name, status in FEATURES.items()
    }
    values = {"id": "d", "finding_publishing_frequency": "ONE_HOUR", "tags_all": TAGS}
    assert differences(live, of_plan(Detector, values, **features)) == ["administrator", "members"]
    properties = {
        "Enable": True,
        "FindingPublishingFrequency": "ONE_HOUR",
        "Features": DETECTOR["Features"],
        "Tags": [{"Key": "team", "Value": "security"}],
    }
    assert differences(live, of_template(Detector, properties)) == ["administrator", "members"]


def test_what_a_new_detector_watches_unless_told_otherwise():
    detector = of_plan(Detector, {"datasources": [{"s3_logs": [{"enable": False}]}]})
    assert detector.enabled
    assert (detector.s3_protection, detector.eks_protection) == (False, True)
    assert (detector.lambda_protection, detector.runtime_monitoring) == (True, False)
    suspended = of_template(Detector, {"Enable": False})
    assert (suspended.enabled, suspended.rds_protection) == (False, True)


def test_a_feature_of_a_detector_elsewhere_tells_of_itself_alone():
    told = {"name": "RUNTIME_MONITORING", "status": "ENABLED", "detector_id": "elsewhere"}
    (detector,) = planned(plan({"aws_guardduty_detector_feature.x": told}), Detector)
    assert detector.runtime_monitoring
    assert "enabled" in unknowns(detector)


def test_the_end_of_a_detector_is_a_hint_and_not_the_end_of_the_region():
    told = item(Detector, {}, configurationItemStatus="ResourceDeleted")
    assert isinstance(read_item(told, Detector), Unknown)
