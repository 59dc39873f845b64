"""Live calls → snapshots, with small made-up types over IAM's, S3's and CloudTrail's operations."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.errors import DeclarationError, UnknownValue
from posturewatch.domain.fields import Moment, Pairs, Texts, Toggle
from posturewatch.domain.places import UNSET, Busy, Joined, Unknown
from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.resource import At, Calls, Resource, ResourceKey, Shape
from posturewatch.resources.events.event_bus import EventBus
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.listing import Listed, Page
from posturewatch.sources.operations import operations_of
from posturewatch.sources.sessions import NoAccess
from tests.support.aws import ACCOUNT, REGION, Audited, found

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


class Inline(Shape, bind={"PolicyName": "."}):
    """A policy that is listed by name only: its document needs a call for each."""

    name: Annotated[str, At(describe=".")] = ""
    document: Annotated[str, At(describe="GetUserPolicy.PolicyDocument")] = ""


class Attached(
    Shape, bind={"PolicyArn": ".PolicyArn", "VersionId": "GetPolicy.Policy.DefaultVersionId"}
):
    """A policy whose document needs one call to find the version and one to get it."""

    name: Annotated[str, At(describe=".PolicyName")] = ""
    document: Annotated[str, At(describe="GetPolicyVersion.PolicyVersion.Document")] = ""


class Key(Shape, bind={"AccessKeyId": ".AccessKeyId"}):
    """An access key."""

    id: Annotated[str, At(describe=".AccessKeyId")] = ""
    service: Annotated[str, At(describe="GetAccessKeyLastUsed.AccessKeyLastUsed.ServiceName")] = ""


class Person(
    Resource,
    of="AWS::Test::Person",
    region="global",
    calls=Calls(
        service="iam",
        identity="GetUser.User",
        gone=("NoSuchEntity",),
        bind={"UserName": "id"},
        absent={"GetLoginProfile": ("NoSuchEntity",), "iam:GetUserPolicy": ("NoSuchEntity",)},
        listed="ListUsers.Users[]",
        list_id="UserName",
        gone_if={".Path": ("/gone/",)},
    ),
):
    """A person with a password, groups and policies."""

    tags: Annotated[Pairs, At(describe=".Tags")] = {}  # noqa: RUF012
    created_at: Annotated[Moment, At(describe=".CreateDate")] = None
    path: Annotated[str, At(describe=".Path")] = ""
    password_at: Annotated[Moment, At(describe="GetLoginProfile.LoginProfile.CreateDate")] = None
    reset: Annotated[Toggle, At(describe="GetLoginProfile.LoginProfile.PasswordResetRequired")] = (
        False
    )
    groups: Annotated[Texts, At(describe="ListGroupsForUser.Groups[].GroupName")] = ()
    names: Annotated[
        Texts, At(describe=Joined("ListUserPolicies.PolicyNames", "ListGroupsForUser.Groups[].Arn"))
    ] = ()
    device: Annotated[
        Texts,
        At(
            describe=(
                "ListMFADevices.MFADevices[].SerialNumber",
                "ListSSHPublicKeys.SSHPublicKeys[].SSHPublicKeyId",
            )
        ),
    ] = ()


class Holder(
    Resource,
    of="AWS::Test::Holder",
    region="global",
    calls=Calls(
        service="iam",
        identity="GetUser.User",
        bind={"UserName": "id"},
        absent={"GetUserPolicy": ("NoSuchEntity",)},
    ),
):
    """A person's policies and keys, each of which needs calls of its own."""

    tags: Annotated[Pairs, At(describe=UNSET)] = {}  # noqa: RUF012
    created_at: Annotated[Moment, At(describe=UNSET)] = None
    inline: Annotated[tuple[Inline, ...], At(describe="ListUserPolicies.PolicyNames[]")] = ()
    attached: Annotated[
        tuple[Attached, ...], At(describe="ListAttachedUserPolicies.AttachedPolicies[]")
    ] = ()
    keys: Annotated[tuple[Key, ...], At(describe="ListAccessKeys.AccessKeyMetadata[]")] = ()


def person(name: str = "ada", **more: Any) -> dict[str, Any]:
    user = {"UserName": name, "Path": "/", "CreateDate": NOW, "Arn": f"arn:…:user/{name}", **more}
    return {"User": user}


@pytest.fixture
def aws() -> Audited:
    aws = Audited()
    aws.answer("GetUser", person())
    aws.answer("GetLoginProfile", {"LoginProfile": {"CreateDate": NOW}})
    aws.answer("ListGroupsForUser", {"Groups": [{"GroupName": "admins", "Arn": "arn:…:admins"}]})
    aws.answer("ListMFADevices", {"MFADevices": [{"SerialNumber": "mfa"}]})
    aws.answer("ListSSHPublicKeys", {"SSHPublicKeys": [{"SSHPublicKeyId": "ssh"}]})
    aws.answer("ListUserPolicies", {"PolicyNames": ["one", "two"]})
    aws.answer("GetUserPolicy", lambda sent: {"PolicyDocument": f"inline {sent['PolicyName']}"})
    aws.answer("ListAttachedUserPolicies", {"AttachedPolicies": []})
    aws.answer("ListAccessKeys", {"AccessKeyMetadata": []})
    return aws


def read(aws: Audited, cls: type[Resource] = Person, name: str = "ada") -> Any:
    return aws.read(cls, name, "global")


# --- what a read makes of answers


def test_found(aws):
    ada = read(aws)
    assert ada.path == "/"
    assert ada.password_at == ada.created_at == NOW
    assert ada.groups == ("admins",)
    assert ada.names == ("one", "two", "arn:…:admins")
    assert ada.device == ("mfa",)
    assert not ada.unknown


def test_time_of_observation_is_before_the_first_call(aws):
    times = iter([NOW])
    source = LiveSource(lambda *_: aws.client("iam", "us-east-1"), now=lambda: next(times))
    outcome = source.read(Person, aws.key(Person, "ada", "global"))
    assert isinstance(outcome, Found)
    assert outcome.observed_at == outcome.resource.observed_at == NOW


def test_each_operation_is_called_once_and_a_fallback_only_where_needed(aws):
    read(aws)
    assert aws.source.calls == {
        "iam:GetUser": 1,
        "iam:GetLoginProfile": 1,
        "iam:ListGroupsForUser": 1,
        "iam:ListUserPolicies": 1,
        "iam:ListMFADevices": 1,
    }
    aws.answer("ListMFADevices", {"MFADevices": []})
    assert read(aws).device == ("ssh",)
    assert aws.source.calls["iam:ListSSHPublicKeys"] == 1


def test_code_that_means_absent_means_it_for_its_operation_only(aws):
    aws.fail("GetLoginProfile", "NoSuchEntity")
    assert read(aws).password_at is None
    aws.fail("ListGroupsForUser", "NoSuchEntity")
    ada = read(aws)
    assert ada.unknown == {
        "groups": "NoSuchEntity on ListGroupsForUser",
        "names": "NoSuchEntity on ListGroupsForUser",
    }


def test_code_that_means_gone_means_it_for_the_identity_call_only(aws):
    aws.fail("GetUser", "NoSuchEntity")
    outcome = aws.outcome(Person, "ada", "global")
    assert isinstance(outcome, Gone)
    assert outcome.key == aws.key(Person, "ada", "global")
    assert set(aws.source.calls) == {"iam:GetUser"}


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "NoSuchEntityException", "500"])
def test_every_other_code_is_unknown(aws, code):
    aws.fail("GetLoginProfile", code)
    ada = read(aws)
    assert set(ada.unknown) == {"password_at", "reset"}
    with pytest.raises(UnknownValue, match=f"{code} on GetLoginProfile"):
        _ = ada.reset


def test_identity_that_is_denied_hides_its_own_properties_only(aws):
    aws.fail("GetUser")
    ada = read(aws)
    assert set(ada.unknown) == {"tags", "created_at", "path"}
    assert ada.groups == ("admins",)


def test_without_any_success_there_is_no_snapshot(aws):
    for operation in ("GetUser", "ListGroupsForUser", "ListUserPolicies", "ListMFADevices"):
        aws.fail(operation)
    aws.fail("GetLoginProfile", "NoSuchEntity")
    assert aws.outcome(Person, "ada", "global") == Unknown("AccessDenied on GetUser")


@pytest.mark.parametrize("answer", [{}, {"Message": "hello"}])
def test_identity_call_that_answers_something_else_is_unknown_never_gone(aws, answer):
    aws.answer("GetUser", answer)
    for name in ("GetLoginProfile", "ListGroupsForUser", "ListUserPolicies", "ListMFADevices"):
        aws.fail(name)
    assert aws.outcome(Person, "ada", "global") == Unknown("GetUser answered without User")


def test_shown_in_a_state_that_means_gone(aws):
    aws.answer("GetUser", person(Path="/gone/"))
    assert aws.is_gone(Person, "ada", "global")


@pytest.mark.parametrize("groups", [{}, "no", [5], 5, [{"GroupName": {}}]])
def test_malformed_list_is_unknown(aws, groups):
    aws.answer("ListGroupsForUser", {"Groups": groups})
    assert "groups" in read(aws).unknown


def test_malformed_value_is_unknown(aws):
    aws.answer("GetLoginProfile", {"LoginProfile": {"CreateDate": {}, "PasswordResetRequired": 7}})
    assert set(read(aws).unknown) == {"password_at", "reset"}


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["User", "Path", "Tags", "CreateDate", "LoginProfile", "Groups", "GroupName"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(identity=st.dictionaries(st.just("User"), JSON), profile=JSON, groups=JSON)
def test_no_answer_makes_reading_fail(identity, profile, groups):
    aws = Audited()
    aws.answer("GetUser", identity)
    aws.answer("GetLoginProfile", {"LoginProfile": profile})
    aws.answer("ListGroupsForUser", {"Groups": groups})
    aws.fail("ListUserPolicies")
    aws.fail("ListMFADevices")
    outcome = aws.outcome(Person, "ada", "global")
    assert isinstance(outcome, Found | Unknown)
    if isinstance(outcome, Found):
        assert set(outcome.resource.dump()) == set(Person.properties)


# --- calls for each item


def test_call_for_each_item(aws):
    holder = read(aws, Holder)
    assert [(inline.name, inline.document) for inline in holder.inline] == [
        ("one", "inline one"),
        ("two", "inline two"),
    ]
    sent = [params for _, name, params in aws.requests if name == "GetUserPolicy"]
    assert [(params["UserName"], params["PolicyName"]) for params in sent] == [
        ("ada", "one"),
        ("ada", "two"),
    ]


def test_failed_call_of_one_item_hides_that_item_only(aws):
    def get(sent: dict[str, Any]) -> Any:
        if sent["PolicyName"] == "one":
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetUserPolicy")
        return {"PolicyDocument": "x"}

    aws.answer("GetUserPolicy", get)
    one, two = read(aws, Holder).inline
    assert one.unknown == {"document": "AccessDenied on GetUserPolicy"}
    assert two.document == "x"


def test_item_that_vanished_meanwhile_is_absent_where_declared(aws):
    aws.fail("GetUserPolicy", "NoSuchEntity")
    assert [inline.document for inline in read(aws, Holder).inline] == ["", ""]


def test_parameter_from_another_call_about_the_item(aws):
    policies = [{"PolicyName": name, "PolicyArn": f"arn:aws:iam::1:policy/{name}"} for name in "ab"]
    aws.answer("ListAttachedUserPolicies", {"AttachedPolicies": policies})
    aws.answer(
        "GetPolicy", lambda sent: {"Policy": {"DefaultVersionId": f"v-{sent['PolicyArn'][-1]}"}}
    )
    aws.answer(
        "GetPolicyVersion", lambda sent: {"PolicyVersion": {"Document": f"at {sent['VersionId']}"}}
    )
    assert [attached.document for attached in read(aws, Holder).attached] == ["at v-a", "at v-b"]
    assert aws.source.calls["iam:GetPolicy"] == aws.source.calls["iam:GetPolicyVersion"] == 2
    aws.fail("GetPolicy")
    first, _ = read(aws, Holder).attached
    assert first.unknown == {"document": "AccessDenied on GetPolicy"}
    assert aws.source.calls["iam:GetPolicyVersion"] == 2


def test_parameter_that_the_item_lacks_means_that_there_is_nothing_to_ask(aws):
    aws.answer(
        "ListAccessKeys",
        {"AccessKeyMetadata": [{"AccessKeyId": "AKIAEXAMPLEEXAMPLE"}, {"Status": "x"}]},
    )
    aws.answer("GetAccessKeyLastUsed", {"AccessKeyLastUsed": {"ServiceName": "s3"}})
    keys = read(aws, Holder).keys
    assert [(key.id, key.service) for key in keys] == [
        ("AKIAEXAMPLEEXAMPLE", "s3"),
        ("", ""),
    ]
    assert aws.source.calls["iam:GetAccessKeyLastUsed"] == 1


# --- parameters


def made(calls: Calls, **places: str) -> type[Resource]:
    """Return a type with these calls and text properties at these places."""
    annotations: dict[str, Any] = {
        "tags": Annotated[Pairs, At(describe=UNSET)],
        "created_at": Annotated[Moment, At(describe=UNSET)],
        **{name: Annotated[str, At(describe=place)] for name, place in places.items()},
    }
    defaults: dict[str, Any] = {"tags": {}, "created_at": None, **dict.fromkeys(places, "")}
    body = {"__annotations__": annotations, **defaults}
    return type("Made", (Resource,), body, of="AWS::Test::Made", calls=calls)


def test_unbound_identity_is_refused(aws):
    """`GetUser` without a name answers about the caller."""
    with pytest.raises(DeclarationError, match="GetUser has no bound parameter"):
        aws.outcome(made(Calls(service="iam", identity="GetUser.User")), "ada")
    assert not aws.requests


def test_unbound_operation_beside_the_identity_is_refused(aws):
    calls = Calls(service="iam", identity="GetUser.User", bind={"UserName": "id"})
    cls = made(calls, alias="ListAccountAliases.AccountAliases[0]")
    with pytest.raises(DeclarationError, match="ListAccountAliases has no bound parameter"):
        aws.outcome(cls, "ada")


def test_operation_that_is_declared_to_need_no_identity(aws):
    calls = Calls(
        service="iam",
        identity="GetUser.User",
        bind={"UserName": "id"},
        unbound=("ListAccountAliases",),
    )
    aws.answer("ListAccountAliases", {"AccountAliases": ["shop"]})
    cls = made(calls, alias="ListAccountAliases.AccountAliases[0]", path=".Path")
    assert aws.read(cls, "ada").alias == "shop"


def test_required_parameter_that_nobody_binds_is_refused(aws):
    calls = Calls(service="iam", identity="GetUser.User", bind={"UserName": "id"})
    with pytest.raises(DeclarationError, match="GetRole lacks RoleName"):
        aws.outcome(made(calls, role="GetRole.Role.Arn"), "ada")


def test_optional_parameter_without_a_value_is_never_left_out(aws):
    """Without it the call would answer about something else, here about the caller."""
    calls = Calls(
        service="iam",
        identity="GetGroup.Group",
        bind={"GroupName": "id", "UserName": ".Boss"},
        constants={"ListAccessKeys": {"MaxItems": 5}},
    )
    cls = made(calls, boss="ListAccessKeys.AccessKeyMetadata[0].UserName")
    aws.answer("GetGroup", {"Group": {"GroupName": "g"}})
    assert aws.read(cls, "g").boss == ""
    assert set(aws.source.calls) == {"iam:GetGroup"}
    aws.answer("GetGroup", {"Group": {"GroupName": "g", "Boss": "ada"}})
    aws.answer(
        "ListAccessKeys", lambda sent: {"AccessKeyMetadata": [{"UserName": sent["UserName"]}]}
    )
    assert aws.read(cls, "g").boss == "ada"


def test_constants_lists_and_the_account(aws):
    calls = Calls(
        service="ec2",
        identity="DescribeSnapshots.Snapshots[0]",
        bind={"SnapshotIds": "id", "OwnerIds": "account"},
        constants={"DescribeSnapshots": {"MaxResults": 7}},
    )
    aws.answer("DescribeSnapshots", {"Snapshots": [{"State": "completed"}]})
    assert aws.read(made(calls, state=".State"), "snap-1").state == "completed"
    ((region, _, sent),) = aws.requests
    assert region == REGION
    assert (sent["SnapshotId.1"], sent["Owner.1"], sent["MaxResults"]) == ("snap-1", ACCOUNT, 7)


TRAILS = Calls(
    service="cloudtrail",
    identity="DescribeTrails.trailList[Name=@id][HomeRegion=@region][0]",
    unbound=("DescribeTrails",),
    bind={"Name": ".TrailARN"},
    listed="DescribeTrails.trailList[HomeRegion=@region]",
    list_id="Name",
    skip_if={"GetTrailStatus": {".Kind": ("silent", False)}},
)
TRAIL_LIST = {
    "trailList": [
        {"Name": "a", "HomeRegion": "eu-west-1", "TrailARN": "arn:a"},
        {"Name": "b", "HomeRegion": "eu-west-1", "TrailARN": "arn:b", "Kind": "silent"},
        {"Name": "a", "HomeRegion": "us-east-1", "TrailARN": "arn:other"},
        {"Name": "c", "HomeRegion": "eu-west-1", "TrailARN": "arn:c", "Kind": False},
    ]
}


def test_place_that_compares_with_the_key(aws):
    cls = made(TRAILS, own=".TrailARN", also="DescribeTrails.trailList[Name=@id][0].TrailARN")
    aws.answer("DescribeTrails", TRAIL_LIST)
    assert aws.read(cls, "a").own == "arn:a"
    assert aws.read(cls, "b").also == "arn:b"
    assert aws.read(cls, "a", "us-east-1").own == "arn:other"
    assert aws.is_gone(cls, "b", "us-east-1")
    assert [entry.key.id for entry in aws.listed(cls)] == ["a", "b", "c"]
    assert [entry.key.id for entry in aws.listed(cls, "us-east-1")] == ["a"]
    assert aws.listed(cls, "ap-south-1") == ()


def test_place_that_compares_with_the_account(aws):
    aws.answer("ListBuckets", {"Buckets": [{"Name": "x", "Owner": ACCOUNT}, {"Name": "y"}]})
    calls = Calls(
        service="s3",
        identity="HeadBucket",
        bind={"Bucket": "id"},
        listed="ListBuckets.Buckets[Owner=@account]",
        list_id="Name",
    )
    assert [entry.key.id for entry in aws.listed(made(calls))] == ["x"]


def test_skipped_call_is_absent(aws):
    cls = made(TRAILS, error="GetTrailStatus.LatestDeliveryError", arn_too=".TrailARN")
    aws.answer("DescribeTrails", TRAIL_LIST)
    aws.answer("GetTrailStatus", lambda sent: {"LatestDeliveryError": sent["Name"]})
    assert aws.read(cls, "a").error == "arn:a"
    assert aws.read(cls, "b").error == ""
    assert aws.read(cls, "c").error == ""
    assert aws.source.calls["cloudtrail:GetTrailStatus"] == 1


# --- listings of parts, in two goes, with markers

TABLES = Calls(
    service="glue",
    identity="GetTable.Table",
    gone=("EntityNotFoundException",),
    id_form="{database}/{table}",
    bind={"DatabaseName": "{database}", "Name": "{table}"},
    listed="GetTables.TableList[]",
    list_id="{DatabaseName}/{Name}",
    parents="GetDatabases.DatabaseList[]",
    of_each={"DatabaseName": "Name"},
    carries=True,
)


def tables(sent):
    return {"TableList": [{"Name": name, "Owner": sent["DatabaseName"]} for name in ("t", "u")]}


def test_what_is_listed_by_its_parents(aws):
    cls = made(TABLES, by=".Owner")
    aws.answer("GetDatabases", {"DatabaseList": [{"Name": "a"}, {"Name": "b"}]})
    aws.answer("GetTables", tables)
    listed = aws.listed(cls)
    assert [entry.key.id for entry in listed] == ["a/t", "a/u", "b/t", "b/u"]
    assert aws.source.read(cls, listed[2].key, listed=listed[2]).resource.by == "b"
    assert "glue:GetTable" not in aws.source.calls
    assert ("glue", "GetDatabases") in operations_of(cls)


def test_a_parent_that_goes_takes_its_own_along(aws):
    cls = made(TABLES)
    aws.answer("GetDatabases", {"DatabaseList": [{"Name": "a"}]})
    aws.fail("GetTables", "EntityNotFoundException")
    assert aws.listed(cls) == ()
    aws.fail("GetTables", "AccessDeniedException")
    told = aws.source.list(cls, ACCOUNT, REGION)
    assert told == Unknown("AccessDeniedException on GetTables")
    aws.fail("GetTables", "ThrottlingException")
    assert isinstance(aws.source.list(cls, ACCOUNT, REGION), Busy)
    aws.fail("GetDatabases", "EntityNotFoundException")
    assert isinstance(aws.source.list(cls, ACCOUNT, REGION), Unknown)


def test_the_parts_of_an_id_are_asked_for_one_by_one(aws):
    cls = made(TABLES, by=".Owner")
    aws.answer("GetTable", {"Table": {"Name": "t", "Owner": "me"}})
    assert aws.read(cls, "a/t").by == "me"
    assert aws.requests == [(REGION, "GetTable", {"DatabaseName": "a", "Name": "t"})]
    assert aws.outcome(cls, "a") == Unknown("the id is not of the form {database}/{table}")


ACLS = Calls(
    service="wafv2",
    identity="GetWebACL.WebACL",
    bind={"ARN": "id"},
    constants={"list:ListWebACLs": {"Scope": "REGIONAL", "Limit": 1}},
    listed="ListWebACLs.WebACLs[]",
    list_id="ARN",
    list_form="[arn:]{id}",
    list_also={"us-east-1": {"Scope": "CLOUDFRONT"}},
)


def acls(sent):
    pages = {"": ("one", "m"), "m": ("arn:two", "last"), "last": (None, None)}
    name, marker = pages[sent.get("NextMarker", "")]
    answer = {"WebACLs": [{"ARN": f"{name}-{sent['Scope'].lower()}"}] if name else []}
    return {**answer, "NextMarker": marker} if marker else answer


def test_markers_are_followed_and_what_is_listed_once_more_is_added(aws):
    cls = made(ACLS)
    aws.answer("ListWebACLs", acls)
    assert [entry.key.id for entry in aws.listed(cls)] == ["one-regional", "two-regional"]
    assert [entry.key.id for entry in aws.listed(cls, "us-east-1")] == [
        "one-regional",
        "two-regional",
        "one-cloudfront",
        "two-cloudfront",
    ]


def test_a_marker_that_comes_again_ends_the_listing(aws):
    aws.answer("ListWebACLs", {"WebACLs": [{"ARN": "a"}], "NextMarker": "again"})
    assert [entry.key.id for entry in aws.listed(made(ACLS))] == ["a", "a"]


def test_an_id_of_another_form_is_not_taken(aws):
    aws.answer("ListWebACLs", {"WebACLs": [{"ARN": "x/y"}]})
    told = aws.source.list(made(ACLS), ACCOUNT, REGION)
    assert told == Unknown("ListWebACLs.WebACLs[] has an item without its ARN or region")


def test_what_is_listed_once_more_must_be_told_too(aws):
    def answer(sent):
        return acls(sent) if sent["Scope"] == "REGIONAL" else {}

    aws.answer("ListWebACLs", answer)
    told = aws.source.list(made(ACLS), ACCOUNT, "us-east-1")
    assert told == Unknown("ListWebACLs answered without WebACLs")


# --- regions, spelling, clients

BUCKETS = Calls(
    service="s3",
    identity="GetBucketLocation",
    region_at=".LocationConstraint",
    bind={"Bucket": "id", "AccountId": "account"},
    listed="ListBuckets.Buckets[]",
    list_id="Name",
    list_region="BucketRegion",
)


@pytest.mark.parametrize(
    ("location", "region"),
    [
        ("eu-central-1", "eu-central-1"),
        ("", "us-east-1"),
        ("EU", "eu-west-1"),
    ],
)
def test_region_that_the_resource_itself_names(location, region):
    source = http(200, f"<LocationConstraint>{location}</LocationConstraint>".encode())
    cls = made(BUCKETS)
    outcome = source.read(cls, ResourceKey(ACCOUNT, "ap-south-1", cls.type, "bucket"))
    assert found(outcome).key.region == region


def test_region_that_cannot_be_read_stays_as_the_event_named_it(aws):
    calls = Calls(
        service="iam", identity="GetUser.User", bind={"UserName": "id"}, region_at=".Home.Region"
    )
    aws.answer("GetUser", {"User": {"Home": 5}})
    assert aws.read(made(calls), "ada").key.region == REGION


def test_call_of_another_service(aws):
    calls = Calls(
        service="s3",
        identity="GetBucketVersioning",
        bind={"Bucket": "id", "AccountId": "account"},
        absent={"s3control:GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",)},
    )
    place = "GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicAcls"
    cls = made(calls, of_bucket=place, of_account=f"s3control:{place}")
    aws.answer("GetBucketVersioning", {})
    aws.fail("GetPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration")
    bucket = aws.read(cls, "bucket")
    assert bucket.of_account == ""
    assert set(bucket.unknown) == {"of_bucket"}
    assert set(aws.source.calls) == {
        "s3:GetBucketVersioning",
        "s3:GetPublicAccessBlock",
        "s3control:GetPublicAccessBlock",
    }


def test_listing_that_names_regions(aws):
    aws.answer("ListBuckets", {"Buckets": [{"Name": "b", "BucketRegion": "eu-central-1"}]})
    (entry,) = aws.listed(made(BUCKETS), "global")
    assert str(entry.key) == f"{ACCOUNT}/eu-central-1/AWS::Test::Made/b"
    assert aws.requests[0][0] == "us-east-1"


CARRIED = Calls(
    service="rds",
    identity="DescribeDBInstances.DBInstances[0]",
    gone=("DBInstanceNotFound",),
    bind={"DBInstanceIdentifier": "id"},
    listed="DescribeDBInstances.DBInstances[]",
    list_id="DBInstanceIdentifier",
    carries=True,
)


def test_id_is_spelt_as_the_resource_spells_it(aws):
    aws.answer("DescribeDBInstances", {"DBInstances": [{"DBInstanceIdentifier": "shop"}]})
    assert aws.read(made(CARRIED), "SHOP").key.id == "shop"


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied"}}, "AssumeRole"),
        NoCredentialsError(),
        EndpointConnectionError(endpoint_url="https://sts"),
        ValueError("Invalid endpoint"),
    ],
)
def test_without_a_client_everything_is_unknown(error):
    def no_client(*_: str) -> Any:
        raise error

    source = LiveSource(no_client)
    outcome = source.read(Person, ResourceKey(ACCOUNT, "global", Person.type, "ada"))
    assert isinstance(outcome, Unknown)
    assert outcome.reason.endswith("on making a client of iam")
    assert isinstance(source.list(Person, ACCOUNT, "global"), Unknown)
    assert source.calls == {}


def test_role_that_cannot_be_assumed_is_asked_for_once(aws):
    asked = []

    def client_for(*names: str) -> Any:
        asked.append(names)
        raise NoAccess(f"the audit role of {names[0]} cannot be assumed: denied")

    source = LiveSource(client_for)
    outcome = source.read(Person, aws.key(Person, "ada", "global"))
    assert outcome == Unknown("the audit role of 123456789012 cannot be assumed: denied")
    assert len(asked) == 1
    assert isinstance(source.list(Person, ACCOUNT, "global"), Unknown)


def test_clients_are_for_the_account_and_the_region(aws):
    asked = []

    def client_for(account: str, region: str, service: str) -> Any:
        asked.append((account, region, service))
        return aws.client(service, region)

    aws.answer("DescribeDBInstances", {"DBInstances": [{"DBInstanceIdentifier": "shop"}]})
    source = LiveSource(client_for)
    source.read(made(CARRIED), ResourceKey("210987654321", "ap-south-1", "AWS::Test::Made", "shop"))
    source.read(Person, ResourceKey("210987654321", "global", Person.type, "ada"))
    assert set(asked) == {
        ("210987654321", "ap-south-1", "rds"),
        ("210987654321", "us-east-1", "iam"),
    }


# --- answers that are no answers


class Body:
    """What urllib3 would have read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: Any, **__: Any) -> Any:
        yield self._content

    def read(self, *_: Any) -> bytes:
        return self._content


def http(status: int, body: bytes) -> LiveSource:
    """Return a source whose every request gets this answer."""

    def client_for(account: str, region: str, service: str) -> Any:
        config = Config(retries={"total_max_attempts": 1})
        client = boto3.client(service, region_name=region, config=config)
        client.meta.events.register(
            "before-send", lambda request, **_: AWSResponse(request.url, status, {}, Body(body))
        )
        return client

    return LiveSource(client_for)


# Well-formed XML without a location is how S3 says us-east-1, so S3 has a list of its own.
NO_ANSWERS = [
    (500, b"<html><body>Internal error</body></html>"),
    (500, b""),
    (502, b"bad gateway <"),
    (503, b'{"message": "slow down"}'),
    (403, b"<html>the proxy says no</html>"),
    (404, b"<html>nothing here</html>"),
    (404, b""),
    (200, b"<html>cut o"),
    (200, b"[1, 2]"),
    (200, b"5"),
    (200, b'"text"'),
]
LOG_IN = (200, b"<html><body>Please log in</body></html>")


@pytest.mark.parametrize(
    ("calls", "status", "body"),
    [
        *[(calls, *answer) for calls in (CARRIED, TRAILS, Person.calls) for answer in NO_ANSWERS],
        *[(calls, *LOG_IN) for calls in (CARRIED, TRAILS, Person.calls)],
        *[(BUCKETS, *answer) for answer in NO_ANSWERS],
    ],
)
def test_answer_that_is_not_from_aws_is_unknown(calls, status, body):
    source = http(status, body)
    cls = made(calls)
    outcome = source.read(cls, ResourceKey(ACCOUNT, REGION, cls.type, "x"))
    assert isinstance(outcome, Unknown), outcome
    assert isinstance(source.list(cls, ACCOUNT, REGION), Unknown)


def test_empty_answer_of_a_json_service_is_unknown():
    cls = made(TRAILS)
    source = http(200, b"{}")
    answered = Unknown("DescribeTrails answered without trailList")
    assert source.read(cls, ResourceKey(ACCOUNT, REGION, cls.type, "x")) == answered
    assert source.list(cls, ACCOUNT, REGION) == answered


def test_empty_list_is_an_answer():
    cls = made(TRAILS)
    source = http(200, b'{"trailList": []}')
    assert isinstance(source.read(cls, ResourceKey(ACCOUNT, REGION, cls.type, "x")), Gone)
    page = source.list(cls, ACCOUNT, REGION)
    assert isinstance(page, Page)
    assert page.resources == ()


def test_id_that_cannot_be_sent_is_unknown(aws):
    cls = made(Calls(service="s3", identity="HeadBucket", bind={"Bucket": "id"}))
    outcome = aws.outcome(cls, "no bucket/has such a name")
    assert outcome == Unknown("ParamValidationError on HeadBucket")


# --- listing


def numbered(start: int, stop: int) -> list[dict[str, str]]:
    return [{"UserName": f"user-{number}"} for number in range(start, stop)]


def paged(sent: dict[str, Any]) -> dict[str, Any]:
    """IAM's paging: 25 users, `MaxItems` at a time."""
    start, size = int(sent.get("Marker", 0)), int(sent.get("MaxItems", 100))
    more = start + size < 25
    answer: dict[str, Any] = {"Users": numbered(start, min(start + size, 25)), "IsTruncated": more}
    return {**answer, "Marker": str(start + size)} if more else answer


def test_listing_in_parts(aws):
    aws.answer("ListUsers", paged)
    token, sizes, ids = None, [], []
    while True:
        page = aws.source.list(Person, ACCOUNT, "global", token=token, limit=10)
        assert isinstance(page, Page)
        sizes.append(len(page.resources))
        ids += [entry.key.id for entry in page.resources]
        token = page.token
        if token is None:
            break
    assert sizes == [10, 10, 5]
    assert ids == [user["UserName"] for user in numbered(0, 25)]


@given(limit=st.integers(1, 30), size=st.integers(1, 30))
def test_listing_in_parts_is_complete_whatever_the_sizes(limit, size):
    """Also where AWS gives other numbers of items than it was asked for."""
    aws = Audited()
    aws.answer("ListUsers", lambda sent: paged({**sent, "MaxItems": size}))
    ids: list[str] = []
    token = None
    for _ in range(60):
        page = aws.source.list(Person, ACCOUNT, "global", token=token, limit=limit)
        assert isinstance(page, Page)
        ids += [entry.key.id for entry in page.resources]
        token = page.token
        if token is None:
            break
    assert ids == [user["UserName"] for user in numbered(0, 25)]


def test_listing_that_botocore_does_not_page_is_read_to_its_end():
    def buses(sent: dict[str, Any]) -> dict[str, Any]:
        if sent.get("NextToken") == "more":
            return {"EventBuses": [{"Name": "b"}]}
        return {"EventBuses": [{"Name": "a"}], "NextToken": "more"}

    aws = Audited()
    aws.answer("ListEventBuses", buses)
    page = aws.source.list(EventBus, ACCOUNT, "eu-west-1")
    assert isinstance(page, Page)
    assert page.token is None
    assert [each.key.id for each in page.resources] == ["a", "b"]


def test_all_pages_of_a_call_are_read(aws):
    def groups(sent: dict[str, Any]) -> dict[str, Any]:
        if "Marker" not in sent:
            return {"Groups": [{"GroupName": "a"}], "IsTruncated": True, "Marker": "m"}
        return {"Groups": [{"GroupName": "b"}], "IsTruncated": False}

    aws.answer("ListGroupsForUser", groups)
    assert read(aws).groups == ("a", "b")
    assert aws.source.calls["iam:ListGroupsForUser"] == 1


def test_failure_on_a_later_page_is_unknown_not_a_short_list(aws):
    def groups(sent: dict[str, Any]) -> dict[str, Any]:
        if "Marker" in sent:
            raise ClientError({"Error": {"Code": "Throttling"}}, "ListGroupsForUser")
        return {"Groups": [{"GroupName": "a"}], "IsTruncated": True, "Marker": "m"}

    aws.answer("ListGroupsForUser", groups)
    assert read(aws).unknown["groups"] == "Throttling on ListGroupsForUser"


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling"])
def test_failed_listing_is_unknown(aws, code):
    aws.fail("ListUsers", code)
    listed = aws.source.list(Person, ACCOUNT, "global")
    assert (isinstance(listed, Unknown), listed.reason) == (True, f"{code} on ListUsers")
    # What was too busy may tell later.
    assert isinstance(listed, Busy) is (code == "Throttling")


@pytest.mark.parametrize(
    "users", [[{"UserName": 5}], [{}], [5], [{"UserName": "a"}, {"UserName": None}]]
)
def test_listed_item_without_an_id_makes_the_listing_unknown(aws, users):
    aws.answer("ListUsers", {"Users": users, "IsTruncated": False})
    assert isinstance(aws.source.list(Person, ACCOUNT, "global"), Unknown)


def test_token_that_is_not_one_of_ours_is_unknown_or_the_beginning(aws):
    aws.answer("ListUsers", {"Users": [], "IsTruncated": False})
    page = aws.source.list(Person, ACCOUNT, "global", token="!!")
    assert isinstance(page, Page | Unknown)


def test_type_of_which_there_is_one_needs_no_listing(aws):
    cls = made(Calls(service="iam", identity="GetUser.User", bind={"UserName": "id"}, carries=True))
    (entry,) = aws.listed(cls)
    assert entry.key.id == ACCOUNT
    outcome = aws.source.read(cls, entry.key, listed=entry)
    assert isinstance(outcome, Found)
    assert set(aws.source.calls) == {"iam:GetUser"}


def test_listed_item_saves_the_identity_call_where_it_carries_all(aws):
    cls = made(CARRIED, engine=".Engine")
    item = {"DBInstanceIdentifier": "shop", "Engine": "mysql"}
    key = aws.key(cls, "shop")
    outcome = aws.source.read(cls, key, listed=Listed(key, item))
    assert found(outcome).engine == "mysql"
    assert aws.source.calls == {}


def test_listed_item_that_does_not_carry_all_saves_nothing(aws):
    key = aws.key(Person, "ada", "global")
    aws.source.read(Person, key, listed=Listed(key, {"UserName": "ada"}))
    assert aws.source.calls["iam:GetUser"] == 1


# --- side by side


def side_by_side(
    aws: Audited, cls: type[Resource], operations: list[str], answer: Callable[[str], Any]
) -> Any:
    """Read while every named call waits for all the others to have started."""
    barrier = threading.Barrier(len(operations), timeout=10)

    def waiting(name: str) -> Callable[[Any], Any]:
        def wait(_: Any) -> Any:
            barrier.wait()
            return answer(name)

        return wait

    for name in operations:
        aws.answer(name, waiting(name))
    return aws.outcome(cls, "ada", "global")


def test_calls_that_need_nothing_from_each_other_are_made_side_by_side(aws):
    answers = {
        "GetLoginProfile": {"LoginProfile": {"CreateDate": NOW}},
        "ListGroupsForUser": {"Groups": []},
        "ListUserPolicies": {"PolicyNames": []},
        "ListMFADevices": {"MFADevices": [{"SerialNumber": "m"}]},
    }
    outcome = side_by_side(aws, Person, list(answers), answers.__getitem__)
    assert found(outcome).device == ("m",)
    assert aws.source.calls == {"iam:GetUser": 1, **{f"iam:{name}": 1 for name in answers}}


def test_calls_that_need_the_identity_only_are_made_side_by_side_too(aws):
    calls = Calls(
        service="iam",
        identity="GetUser.User",
        bind={"UserName": "id", "GroupName": ".Group"},
    )
    cls = made(calls, one="GetGroup.Group.GroupName", two="ListGroupPolicies.PolicyNames[0]")
    aws.answer("GetUser", person(Group="g"))
    answers = {
        "GetGroup": {"Group": {"GroupName": "g"}},
        "ListGroupPolicies": {"PolicyNames": ["p"]},
    }
    outcome = side_by_side(aws, cls, list(answers), answers.__getitem__)
    assert (found(outcome).one, found(outcome).two) == ("g", "p")


def test_clients_are_made_one_at_a_time(aws):
    busy = threading.Lock()

    def client_for(account: str, region: str, service: str) -> Any:
        assert busy.acquire(blocking=False), "two clients at once"
        time.sleep(0.001)
        busy.release()
        return aws.client(service, region)

    source = LiveSource(client_for)
    threads = [
        threading.Thread(target=source.read, args=(Person, aws.key(Person, "ada", "global")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert source.calls["iam:GetUser"] == 4


# --- what a type can call


def test_operations_of_a_type():
    assert operations_of(Person) == {
        ("iam", name)
        for name in (
            "GetUser",
            "GetLoginProfile",
            "ListGroupsForUser",
            "ListUserPolicies",
            "ListMFADevices",
            "ListSSHPublicKeys",
            "ListUsers",
        )
    }


def test_operations_for_items_and_their_parameters_are_among_them():
    assert operations_of(Holder) == {
        ("iam", name)
        for name in (
            "GetUser",
            "ListUserPolicies",
            "GetUserPolicy",
            "ListAttachedUserPolicies",
            "GetPolicy",
            "GetPolicyVersion",
            "ListAccessKeys",
            "GetAccessKeyLastUsed",
        )
    }
