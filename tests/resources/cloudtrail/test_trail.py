"""AWS::CloudTrail::Trail from Config items, live reads, plans and templates."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Gone
from posturewatch.resources.cloudtrail.selectors import (
    AdvancedEventSelector,
    EventSelector,
    FieldSelector,
)
from posturewatch.resources.cloudtrail.trail import Trail
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/main"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"

# Written by hand after the published schema (awslabs/aws-config-resource-schema): no recorded item
# of this type is public.
ITEM: dict[str, Any] = {
    "version": "1.3",
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
    "configurationItemStatus": "OK",
    "arn": ARN,
    "resourceType": "AWS::CloudTrail::Trail",
    "resourceId": "main",
    "awsRegion": REGION,
    "tags": {"team": "security"},
    "configuration": {
        "name": "main",
        "trailARN": ARN,
        "homeRegion": REGION,
        "s3BucketName": "the-trail-logs",
        "includeGlobalServiceEvents": True,
        "isMultiRegionTrail": True,
        "isOrganizationTrail": False,
        "logFileValidationEnabled": True,
        "kmsKeyId": KEY,
        "hasCustomEventSelectors": False,
        "hasInsightSelectors": False,
    },
}
DELIVERY = ("delivery_error", "log_group_error", "log_group_reached")
NOT_IN_CONFIG = dict.fromkeys(("logging", "logging_since", *DELIVERY), "config does not tell")
DUMP = {
    "arn": ARN,
    "tags": {"team": "security"},
    "created_at": None,
    "multi_region": True,
    "organization": False,
    "bucket": "the-trail-logs",
    "kms_key": KEY,
    "log_file_validation": True,
    "log_group": "",
    "logging": True,
    "delivery_error": "",
    "log_group_error": "",
    "custom_selectors": False,
    "selectors": [],
    "advanced_selectors": [],
}


def changed(**configuration: Any) -> dict[str, Any]:
    return {**ITEM, "configuration": {**ITEM["configuration"], **configuration}}


def test_config_item():
    trail = from_config(Trail, ITEM)
    known = {name: value for name, value in trail.dump().items() if name not in NOT_IN_CONFIG}
    assert known == {name: value for name, value in DUMP.items() if name not in NOT_IN_CONFIG}
    assert trail.unknown == NOT_IN_CONFIG
    assert str(trail.key) == f"{ACCOUNT}/{REGION}/AWS::CloudTrail::Trail/main"


def test_config_does_not_know_selectors_but_whether_there_are_any():
    assert from_config(Trail, ITEM).management_events == {"read", "write"}
    trail = from_config(Trail, changed(hasCustomEventSelectors=True))
    assert set(trail.unknown) == {*NOT_IN_CONFIG, "selectors", "advanced_selectors"}
    with pytest.raises(UnknownValue):
        _ = trail.management_events


def test_id_is_the_name_though_config_may_give_the_arn():
    assert from_config(Trail, {**ITEM, "resourceId": ARN}).key.id == "main"


@pytest.mark.parametrize(
    "ids", [{"resourceId": "main"}, {"resourceId": ARN, "resourceName": "main"}]
)
def test_deletion(ids):
    gone = read_item(
        {**ITEM, **ids, "configuration": None, "configurationItemStatus": "ResourceDeleted"}, Trail
    )
    assert isinstance(gone, Gone)
    assert gone.key.id == "main"


@pytest.fixture
def aws() -> Iterator[Audited]:
    with mock_aws():
        aws = Audited()
        aws.client("s3", "us-east-1").create_bucket(Bucket="the-trail-logs")
        yield aws


def make(aws: Audited, name: str = "main", region: str = REGION, **more: Any) -> None:
    arguments = {
        "Name": name,
        "S3BucketName": "the-trail-logs",
        "IsMultiRegionTrail": True,
        "EnableLogFileValidation": True,
        "KmsKeyId": KEY,
        "TagsList": [{"Key": "team", "Value": "security"}],
        **more,
    }
    client = aws.client("cloudtrail", region)
    client.create_trail(**arguments)
    client.start_logging(Name=name)


def test_live_read(aws):
    make(aws)
    trail = aws.read(Trail, "main")
    assert trail.dump() == {
        **DUMP,
        "created_at": {"unknown": "describe does not tell"},
        "logging_since": trail.logging_since.isoformat(),
        "log_group_reached": None,
    }
    assert trail.logging_since == trail.observed_at.replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    assert not trail.unread
    assert aws.source.calls == {
        "cloudtrail:DescribeTrails": 1,
        "cloudtrail:GetTrailStatus": 1,
        "cloudtrail:GetEventSelectors": 1,
        "cloudtrail:ListTags": 1,
    }


def test_live_read_equals_the_config_item_but_for_what_config_cannot_know(aws):
    make(aws)
    live = aws.read(Trail, "main").dump()
    config = from_config(Trail, ITEM).dump()
    differing = {name for name in live if live[name] != config[name]}
    assert differing == {*NOT_IN_CONFIG, "created_at"}


def test_stopped(aws):
    make(aws)
    aws.client("cloudtrail").stop_logging(Name="main")
    assert aws.read(Trail, "main").logging is False


def test_failed_delivery(aws):
    make(aws)
    aws.answer("GetTrailStatus", {"IsLogging": True, "LatestDeliveryError": "NoSuchBucket"})
    assert aws.read(Trail, "main").delivery_error == "NoSuchBucket"


def test_status_without_an_answer_to_the_question_is_unknown(aws):
    make(aws)
    aws.answer("GetTrailStatus", {})
    assert set(aws.read(Trail, "main").unread) == {"logging"}


def test_basic_selectors(aws):
    make(aws)
    aws.client("cloudtrail").put_event_selectors(
        TrailName="main",
        EventSelectors=[
            {
                "ReadWriteType": "WriteOnly",
                "IncludeManagementEvents": True,
                "ExcludeManagementEventSources": ["kms.amazonaws.com"],
            }
        ],
    )
    trail = aws.read(Trail, "main")
    assert trail.selectors == (
        EventSelector(read_write="WriteOnly", excluded_sources=("kms.amazonaws.com",)),
    )
    assert trail.management_events == set()


def test_advanced_selectors(aws):
    make(aws)
    conditions = [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
    ]
    aws.client("cloudtrail").put_event_selectors(
        TrailName="main", AdvancedEventSelectors=[{"Name": "most", "FieldSelectors": conditions}]
    )
    assert aws.read(Trail, "main").advanced_selectors == (
        AdvancedEventSelector(
            conditions=(
                FieldSelector(field="eventCategory", equals=("Management",)),
                FieldSelector(field="eventSource"),
            )
        ),
    )


def test_a_trail_lives_in_its_home_region_only(aws):
    make(aws)
    make(aws, "local", "us-east-1", IsMultiRegionTrail=False)
    assert [entry.key.id for entry in aws.listed(Trail)] == ["main"]
    assert [entry.key.id for entry in aws.listed(Trail, "us-east-1")] == ["local"]
    assert aws.read(Trail, "local", "us-east-1").multi_region is False
    # Its shadow is seen from here, but it is not here.
    assert aws.is_gone(Trail, "main", "us-east-1")


def test_gone_after_deletion(aws):
    make(aws)
    aws.client("cloudtrail").delete_trail(Name="main")
    assert aws.is_gone(Trail, "main")


def test_answer_without_a_list_of_trails_is_not_the_end_of_all_trails(aws):
    aws.answer("DescribeTrails", {})
    answered = Unknown("DescribeTrails answered without trailList")
    assert aws.outcome(Trail, "main") == answered
    assert aws.source.list(Trail, ACCOUNT, REGION) == answered


def test_organization_trail_in_a_member_account_is_asked_for_by_arn(aws):
    arn = f"arn:aws:cloudtrail:{REGION}:999999999999:trail/everyone"
    aws.answer(
        "DescribeTrails",
        {
            "trailList": [
                {
                    "Name": "everyone",
                    "TrailARN": arn,
                    "HomeRegion": REGION,
                    "IsMultiRegionTrail": True,
                    "IsOrganizationTrail": True,
                    "HasCustomEventSelectors": False,
                }
            ]
        },
    )
    aws.answer("GetTrailStatus", {"IsLogging": True})
    aws.fail("GetEventSelectors", "CloudTrailARNInvalidException")
    aws.fail("ListTags", "CloudTrailARNInvalidException")
    trail = aws.read(Trail, "everyone")
    assert trail.arn == arn
    assert trail.key.account == ACCOUNT
    assert trail.organization
    assert trail.logging
    assert set(trail.unread) == {"selectors", "advanced_selectors", "tags"}
    assert trail.blind_spots == ()
    assert [sent for _, operation, sent in aws.requests if operation == "GetTrailStatus"] == [
        {"Name": arn}
    ]


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
@pytest.mark.parametrize(
    ("operation", "hidden"),
    [
        ("GetTrailStatus", {"logging", "logging_since", *DELIVERY}),
        ("GetEventSelectors", {"selectors", "advanced_selectors"}),
        ("ListTags", {"tags"}),
    ],
)
def test_failed_call_hides_its_own_properties_only(aws, operation, hidden, code):
    make(aws)
    aws.fail(operation, code)
    trail = aws.read(Trail, "main")
    assert trail.unread == dict.fromkeys(hidden, f"{code} on {operation}")


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
def test_failed_identity_call_is_unknown(aws, code):
    make(aws)
    aws.fail("DescribeTrails", code)
    assert aws.outcome(Trail, "main") == Unknown(f"{code} on DescribeTrails")
    assert aws.source.calls == {"cloudtrail:DescribeTrails": 1}


def test_listing_carries_the_trail(aws):
    make(aws)
    (entry,) = aws.listed(Trail)
    outcome = aws.source.read(Trail, entry.key, listed=entry)
    assert sum(aws.source.calls.values()) == 4
    assert aws.source.calls["cloudtrail:DescribeTrails"] == 1
    assert outcome.resource == aws.read(Trail, "main")


def test_operations():
    assert operations_of(Trail) == {
        ("cloudtrail", name)
        for name in ("DescribeTrails", "GetTrailStatus", "GetEventSelectors", "ListTags")
    }


BOTH = {"read", "write"}
SOURCES = ("kms.amazonaws.com",)


@pytest.mark.parametrize(
    ("selector", "records"),
    [
        (EventSelector(), BOTH),
        (EventSelector(read_write="ReadOnly"), {"read"}),
        (EventSelector(read_write="WriteOnly"), {"write"}),
        (EventSelector(read_write="SomethingNew"), set()),
        (EventSelector(management=False), set()),
        (EventSelector(excluded_sources=SOURCES), set()),
    ],
)
def test_basic_selector_records(selector, records):
    assert selector.records == records


def advanced(**wanted: tuple[str, ...]) -> AdvancedEventSelector:
    return AdvancedEventSelector(
        conditions=tuple(
            FieldSelector(field=name, equals=equals) for name, equals in wanted.items()
        )
    )


MANAGEMENT = ("Management",)


@pytest.mark.parametrize(
    ("selector", "records"),
    [
        (advanced(eventCategory=MANAGEMENT), BOTH),
        (advanced(eventCategory=MANAGEMENT, readOnly=("true",)), {"read"}),
        (advanced(eventCategory=MANAGEMENT, readOnly=("false",)), {"write"}),
        (advanced(eventCategory=MANAGEMENT, readOnly=("true", "false")), BOTH),
        (advanced(eventCategory=MANAGEMENT, readOnly=()), set()),
        (advanced(eventCategory=MANAGEMENT, eventSource=()), set()),
        (advanced(eventCategory=("Data",)), set()),
        (advanced(eventCategory=()), set()),
        (advanced(), set()),
    ],
)
def test_advanced_selector_records(selector, records):
    assert selector.records == records


@pytest.mark.parametrize(
    ("trail", "management", "selects"),
    [
        (Trail(), BOTH, True),
        (Trail(custom_selectors=True), set(), False),
        (Trail(custom_selectors=True, selectors=(EventSelector(),)), BOTH, True),
        # A default selector that AWS shows counts like none at all.
        (Trail(selectors=(EventSelector(),)), BOTH, True),
        # What the selectors say is nearer to the truth than the flag.
        (Trail(selectors=(EventSelector(read_write="WriteOnly"),)), {"write"}, True),
        (
            Trail(
                custom_selectors=True,
                selectors=(
                    EventSelector(read_write="ReadOnly"),
                    EventSelector(read_write="WriteOnly"),
                ),
            ),
            BOTH,
            True,
        ),
        (
            Trail(custom_selectors=True, selectors=(EventSelector(excluded_sources=SOURCES),)),
            set(),
            True,
        ),
        (Trail(custom_selectors=True, selectors=(EventSelector(management=False),)), set(), False),
        (
            Trail(custom_selectors=True, advanced_selectors=(advanced(eventCategory=("Data",)),)),
            set(),
            False,
        ),
        (
            Trail(
                custom_selectors=True,
                advanced_selectors=(advanced(eventCategory=MANAGEMENT, eventSource=()),),
            ),
            set(),
            True,
        ),
    ],
)
def test_management_events(trail, management, selects):
    assert trail.management_events == management
    assert trail.selects_management_events is selects


ALL = ("all read management events", "all write management events")
HIDDEN = {"selectors": "denied", "advanced_selectors": "denied"}


@pytest.mark.parametrize(
    ("trail", "blind_spots"),
    [
        (Trail(multi_region=True, logging=True), ()),
        (Trail(multi_region=True, logging=True, unknown=HIDDEN), ()),
        (Trail(multi_region=False, logging=True), ("other regions",)),
        (Trail(multi_region=True, logging=False), ("anything while logging is off",)),
        (Trail(multi_region=True, logging=True, custom_selectors=True), ALL),
        (
            Trail(
                multi_region=False,
                logging=False,
                custom_selectors=True,
                selectors=(EventSelector(read_write="WriteOnly"),),
            ),
            ("other regions", "anything while logging is off", "all read management events"),
        ),
        # One known blind spot decides, whatever else is unknown.
        (Trail(multi_region=False, unknown={"logging": "denied"}), ("other regions",)),
        (
            Trail(multi_region=True, logging=False, custom_selectors=True, unknown=HIDDEN),
            ("anything while logging is off",),
        ),
        (Trail(multi_region=True, custom_selectors=True, unknown={"logging": "denied"}), ALL),
    ],
)
def test_blind_spots(trail, blind_spots):
    assert trail.blind_spots == blind_spots


@pytest.mark.parametrize(
    "trail",
    [
        Trail(multi_region=True, unknown={"logging": "denied"}),
        Trail(logging=True, unknown={"multi_region": "missing"}),
        Trail(multi_region=True, logging=True, custom_selectors=True, unknown=HIDDEN),
        Trail(multi_region=True, logging=True, unknown={**HIDDEN, "custom_selectors": "missing"}),
    ],
)
def test_without_a_known_blind_spot_everything_must_be_known(trail):
    with pytest.raises(UnknownValue):
        _ = trail.blind_spots


# --- plans and templates --------------------------------------------------------------------------

IN_PLAN = {
    "name": "main",
    "s3_bucket_name": "the-trail-logs",
    "is_multi_region_trail": True,
    "enable_log_file_validation": True,
    "kms_key_id": KEY,
    "tags_all": {"team": "security"},
}
IN_TEMPLATE = {
    "TrailName": "main",
    "S3BucketName": "the-trail-logs",
    "IsLogging": True,
    "IsMultiRegionTrail": True,
    "EnableLogFileValidation": True,
    "KMSKeyId": KEY,
    "Tags": [{"Key": "team", "Value": "security"}],
}


def trail_in_plan(**more: Any) -> Any:
    (trail,) = planned(plan({"aws_cloudtrail.main": {**IN_PLAN, **more}}), Trail)
    return trail


def trail_in_template(**more: Any) -> Any:
    (trail,) = declared(
        template({"Main": ("AWS::CloudTrail::Trail", {**IN_TEMPLATE, **more})}), Trail
    )
    return trail


def test_plans_and_templates_tell_what_a_live_read_does(aws):
    make(aws)
    live = aws.read(Trail, "main")
    for found in (trail_in_plan(), trail_in_template()):
        assert disagreements(found, live) == ["arn"]
        assert unknowns(found) == ["created_at", *DELIVERY, "logging_since"]
        assert found.blind_spots == ()


@pytest.mark.parametrize(
    ("found", "recorded"),
    [
        (trail_in_plan(event_selector=[{"read_write_type": "WriteOnly"}]), {"write"}),
        (trail_in_plan(event_selector=[{"include_management_events": False}]), set()),
        (
            trail_in_plan(event_selector=[{"exclude_management_event_sources": ["kms.x"]}]),
            set(),
        ),
        (
            trail_in_plan(
                advanced_event_selector=[
                    {"field_selector": [{"field": "eventCategory", "equals": ["Management"]}]}
                ]
            ),
            {"read", "write"},
        ),
        (trail_in_template(EventSelectors=[{"ReadWriteType": "ReadOnly"}]), {"read"}),
        (
            trail_in_template(
                AdvancedEventSelectors=[
                    {
                        "FieldSelectors": [
                            {"Field": "eventCategory", "Equals": ["Management"]},
                            {"Field": "readOnly", "Equals": ["false"]},
                        ]
                    }
                ]
            ),
            {"write"},
        ),
    ],
)
def test_selectors_of_plans_and_templates(found, recorded):
    assert found.custom_selectors
    assert found.management_events == recorded


def test_what_is_not_written_is_what_aws_gives_a_new_trail():
    (trail,) = planned(plan({"aws_cloudtrail.main": {"s3_bucket_name": "x"}}), Trail)
    assert trail.logging
    assert trail.blind_spots == ("other regions",)


IN_ALL_BUCKETS = [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]
IN_ONE_BUCKET = [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::shop/"]}]
OF_FUNCTIONS = [{"type": "AWS::Lambda::Function", "values": ["arn:aws:lambda"]}]


def data_selector(**conditions: str) -> Any:
    fields = {"eventCategory": "Data", "resources.type": "AWS::S3::Object", **conditions}
    selectors = [{"field": name, "equals": [value]} for name, value in fields.items()]
    return trail_in_plan(advanced_event_selector=[{"field_selector": selectors}])


@pytest.mark.parametrize(
    ("trail", "recorded"),
    [
        (trail_in_plan(), set()),
        (trail_in_plan(event_selector=[{"data_resource": IN_ALL_BUCKETS}]), {"read", "write"}),
        (
            trail_in_plan(
                event_selector=[{"read_write_type": "WriteOnly", "data_resource": IN_ALL_BUCKETS}]
            ),
            {"write"},
        ),
        (trail_in_plan(event_selector=[{"data_resource": IN_ONE_BUCKET}]), set()),
        (trail_in_plan(event_selector=[{"data_resource": OF_FUNCTIONS}]), set()),
        (
            trail_in_template(
                EventSelectors=[
                    {"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::"]}]}
                ]
            ),
            {"read", "write"},
        ),
        (data_selector(), {"read", "write"}),
        (data_selector(readOnly="true"), {"read"}),
        (data_selector(**{"resources.ARN": "arn:aws:s3:::shop/"}), set()),
        (data_selector(eventCategory="Management"), set()),
    ],
)
def test_calls_on_objects(trail, recorded):
    assert trail.object_events == recorded
