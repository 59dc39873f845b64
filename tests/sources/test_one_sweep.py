"""What a sweep need not ask twice: shared answers, details of a whole account, and when to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from posturewatch import catalog
from posturewatch.domain.places import ABSENT, Unknown
from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.resource import Calls, Resource, ResourceKey
from posturewatch.sources import describe
from posturewatch.sources.answers import EXPIRED
from posturewatch.sources.authorization import Authorizations, Credentials
from posturewatch.sources.describe import MOST_BREAKDOWNS, REPORT_LOOKS, LiveSource, Refusal
from posturewatch.sources.listing import Page
from posturewatch.sources.sessions import AuditedClients, NoAccess
from tests.support.account import ACCOUNT, make_account
from tests.support.house import Clock

IDENTITIES = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IAM::User")


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with mock_aws():
        make_account()
        yield


class Asked:
    """A source over moto that fails when it is told to, and knows what it was asked."""

    def __init__(self, **options: Any) -> None:
        self.failing: dict[str, str] = {}
        self.asked: list[str] = []
        self.delay = 0.0
        self._clients: dict[tuple[str, str], Any] = {}
        self.source = LiveSource(self._client, **options)

    def _client(self, _: str, region: str, service: str) -> Any:
        if (region, service) not in self._clients:
            client = boto3.client(service, region_name=region)
            client.meta.events.register_first("before-call", self._before)
            self._clients[region, service] = client
        return self._clients[region, service]

    def _before(self, model: Any, **_: Any) -> Any:
        self.asked.append(model.name)
        time.sleep(self.delay)
        if model.name in self.failing:
            error = {"Code": self.failing[model.name], "Message": "no"}
            return SimpleNamespace(status_code=400, raw=None), {"Error": error}
        return None

    def listed(self, name: str) -> Page:
        cls = catalog.resource_class(name)
        assert cls is not None
        found = self.source.list(cls, ACCOUNT, "global")
        assert isinstance(found, Page)
        return found

    def read_all(self, name: str) -> dict[str, Any]:
        cls = catalog.resource_class(name)
        assert cls is not None
        read = {
            each.key.id: self.source.read(cls, each.key, listed=each)
            for each in self.listed(name).resources
        }
        assert all(isinstance(outcome, Found) for outcome in read.values())
        return {id_: each.resource for id_, each in read.items() if isinstance(each, Found)}


# --- The details of an account --------------------------------------------------------------------


@pytest.mark.parametrize("name", IDENTITIES)
def test_the_details_of_the_account_tell_what_the_calls_for_each_tell(account, name):
    one_by_one, at_once = Asked(), Asked(of_one_sweep=True)
    expected, found = one_by_one.read_all(name), at_once.read_all(name)
    assert found.keys() == expected.keys()
    for id_ in expected:
        assert found[id_].dump() == expected[id_].dump()
        assert found[id_] == expected[id_]
    assert at_once.asked.count("GetAccountAuthorizationDetails") == 1
    assert len(at_once.asked) < len(one_by_one.asked)


def test_nobody_needs_the_right_to_the_details(account):
    one_by_one, denied = Asked(), Asked(of_one_sweep=True)
    denied.failing["GetAccountAuthorizationDetails"] = "AccessDenied"
    for name in IDENTITIES:
        assert denied.read_all(name) == one_by_one.read_all(name)
    assert denied.asked.count("GetAccountAuthorizationDetails") == 1
    assert denied.source.refusals == {}


def test_calls_about_the_items_of_a_resource_are_made_side_by_side(account):
    """Each waits for the other; one after the other they would wait in vain."""
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="two")
    keys = [iam.create_access_key(UserName="two")["AccessKey"]["AccessKeyId"] for _ in range(2)]
    asked, both = Asked(), threading.Barrier(2)

    def meet(**_: Any) -> None:
        both.wait(30)

    client = asked._client(ACCOUNT, "us-east-1", "iam")
    client.meta.events.register("before-call.iam.GetAccessKeyLastUsed", meet)
    cls = catalog.resource_class("AWS::IAM::User")
    assert cls is not None
    try:
        found = asked.source.read(cls, ResourceKey(ACCOUNT, "global", cls.type, "two"))
    finally:
        for key in keys:
            iam.delete_access_key(UserName="two", AccessKeyId=key)
        iam.delete_user(UserName="two")
    assert isinstance(found, Found)
    assert {key.id for key in found.resource.access_keys} == set(keys)
    assert found.resource.unread == {}
    assert asked.asked.count("GetAccessKeyLastUsed") == 2


# --- The credential report ------------------------------------------------------------------------


HEAD = (
    "user,password_enabled,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_2_active,access_key_2_last_rotated\n"
)
NONE, KEY = "false,N/A", "false,2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("row", "operation", "answer"),
    [
        (f"ada,false,false,{NONE},{NONE}", "GetLoginProfile", ABSENT),
        (f"ada,false,false,{NONE},{NONE}", "ListMFADevices", {"MFADevices": []}),
        (f"ada,false,false,{NONE},{NONE}", "ListAccessKeys", {"AccessKeyMetadata": []}),
        # What is there has to be looked at, and so has what the report does not know.
        (f"ada,true,true,{NONE},{NONE}", "GetLoginProfile", None),
        (f"ada,true,true,{NONE},{NONE}", "ListMFADevices", None),
        (f"ada,not_supported,N/A,{NONE},{NONE}", "GetLoginProfile", None),
        (f"ada,false,false,{KEY},{NONE}", "ListAccessKeys", None),
        (f"ada,false,false,{NONE},{KEY}", "ListAccessKeys", None),
        (f"ada,false,false,{NONE}", "ListAccessKeys", None),
        (f"bob,false,false,{NONE},{NONE}", "GetLoginProfile", None),
        (f"ada,false,false,{NONE},{NONE}", "ListUserPolicies", None),
    ],
)
def test_the_report_tells_what_a_user_does_not_have(row, operation, answer):
    assert Credentials(HEAD + row).answer(operation, {"UserName": "ada"}) == answer


class Reports:
    """Credential reports as AWS makes them: after a while, and seldom."""

    def __init__(self, *, age: float = -1, ready_after: int = 1, state: str = "STARTED") -> None:
        self.asked = Asked(of_one_sweep=True, pause=lambda _: None)
        self.age, self.ready_after, self.state = age, ready_after, state
        self.looks = 0
        # Only to have moto's own report there, whose content is right and whose date is not.
        iam = boto3.client("iam", region_name="us-east-1")
        iam.generate_credential_report()
        self._content = iam.get_credential_report()["Content"]
        client = self.asked._client(ACCOUNT, "us-east-1", "iam")
        client.meta.events.register("before-call.iam.*", self._answer)

    def _answer(self, model: Any, **_: Any) -> Any:
        done = SimpleNamespace(status_code=200, raw=None)
        if model.name == "GenerateCredentialReport":
            return done, {"State": self.state}
        if model.name != "GetCredentialReport":
            return None
        self.looks += 1
        if self.looks < self.ready_after:
            error = {"Code": "ReportInProgress", "Message": "soon"}
            return SimpleNamespace(status_code=404, raw=None), {"Error": error}
        made = datetime.now(UTC) - timedelta(seconds=self.age)
        return done, {"Content": self._content, "GeneratedTime": made}

    def users(self) -> dict[str, Any]:
        return self.asked.read_all("AWS::IAM::User")


def test_a_new_report_tells_what_the_calls_for_each_user_tell(account):
    one_by_one, reports = Asked(), Reports(ready_after=3)
    users = one_by_one.read_all("AWS::IAM::User")
    assert reports.users() == users
    assert reports.looks == 3
    for operation, property_ in (
        ("GetLoginProfile", "password_created_at"),
        ("ListMFADevices", "mfa_devices"),
        ("ListAccessKeys", "access_keys"),
    ):
        having = sum(bool(getattr(user, property_)) for user in users.values())
        assert reports.asked.asked.count(operation) == having < len(users)


@pytest.mark.parametrize(
    ("reports", "looks"),
    [
        # Made before: nobody knows after which change.
        ({"state": "COMPLETE"}, 0),
        ({"age": 3600}, 1),
        # Not made in time.
        ({"ready_after": 1000}, REPORT_LOOKS),
    ],
)
def test_without_a_new_report_each_user_is_asked(account, reports, looks):
    users = Asked().read_all("AWS::IAM::User")
    made = Reports(**reports)
    assert made.users() == users
    assert made.looks == looks
    assert made.asked.asked.count("GetLoginProfile") == len(users)


@pytest.mark.parametrize("operation", ["GenerateCredentialReport", "GetCredentialReport"])
def test_nobody_needs_the_right_to_the_report(account, operation):
    users = Asked().read_all("AWS::IAM::User")
    made = Reports()
    made.asked.failing[operation] = "AccessDenied"
    assert made.users() == users
    assert made.asked.source.refusals == {}


# --- Without a sweep ------------------------------------------------------------------------------


def test_without_a_sweep_everything_is_asked_anew(account):
    plain = Asked()
    plain.read_all("AWS::IAM::User")
    assert "GetAccountAuthorizationDetails" not in plain.asked
    assert plain.asked.count("ListGroupPolicies") == 5


def test_who_is_younger_than_the_details_is_asked_for():
    known = Authorizations({"UserDetailList": [{"UserName": "ada", "GroupList": ["young"]}]})
    assert known.completed("GetUser", "bob", {}) is None
    assert known.completed("GetGroup", "ada", {}) is None
    assert known.answer("ListUserPolicies", {"UserName": "bob"}) is None
    assert known.answer("ListGroupsForUser", {"UserName": "ada"}) is None
    assert known.answer("GetUserPolicy", {"UserName": "ada", "PolicyName": "new"}) is None
    assert known.answer("ListMFADevices", {"UserName": "ada"}) is None
    assert known.answer("GetPolicy", {"PolicyArn": "arn"}) is None
    assert known.answer("GetAccessKeyLastUsed", {"AccessKeyId": "AKIA"}) is None


def test_only_the_version_in_force_is_told():
    versions = [
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": {"Statement": []}},
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": {"Statement": "old"}},
    ]
    known = Authorizations({"Policies": [{"Arn": "arn", "PolicyVersionList": versions}]})
    assert known.answer("GetPolicy", {"PolicyArn": "arn"}) == {
        "Policy": {"Arn": "arn", "DefaultVersionId": "v2"}
    }
    told = known.answer("GetPolicyVersion", {"PolicyArn": "arn", "VersionId": "v2"})
    assert told["PolicyVersion"]["Document"] == {"Statement": []}
    assert known.answer("GetPolicyVersion", {"PolicyArn": "arn", "VersionId": "v1"}) is None


def test_details_that_cannot_be_read_are_none(account, monkeypatch):
    odd = Asked(of_one_sweep=True)
    monkeypatch.setattr(describe, "Authorizations", lambda _: {}["missing"])
    assert odd.read_all("AWS::IAM::Role") == Asked().read_all("AWS::IAM::Role")


# --- Answers that several resources need ----------------------------------------------------------


def test_what_is_asked_at_once_is_asked_once(account):
    asked = Asked(of_one_sweep=True)
    asked.delay = 0.05
    client = asked.source.client(ACCOUNT, "us-east-1", "iam")
    answers: list[Any] = []

    def ask() -> None:
        parameters = {"GroupName": "readers"}
        answers.append(
            asked.source.invoke_once(ACCOUNT, (), client, "iam", "ListGroupPolicies", parameters)
        )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked.asked == ["ListGroupPolicies"]
    assert all(asked.answer["PolicyNames"] == ["inline"] for asked in answers)
    assert len(answers) == 8


@pytest.mark.parametrize(
    ("code", "absent", "times"),
    [("AccessDenied", (), 1), ("NoSuchEntity", ("NoSuchEntity",), 1), ("Throttling", (), 2)],
)
def test_which_failures_are_not_asked_for_again(account, code, absent, times):
    asked = Asked(of_one_sweep=True)
    asked.failing["ListGroupPolicies"] = code
    client = asked.source.client(ACCOUNT, "us-east-1", "iam")
    for _ in range(2):
        asked.source.invoke_once(
            ACCOUNT, absent, client, "iam", "ListGroupPolicies", {"GroupName": "readers"}
        )
    assert asked.asked.count("ListGroupPolicies") == times


def test_answers_of_another_account_are_never_shared(account):
    asked = Asked(of_one_sweep=True)
    client = asked.source.client(ACCOUNT, "us-east-1", "iam")
    for owner in (ACCOUNT, "999988887777"):
        asked.source.invoke_once(owner, (), client, "iam", "ListGroupPolicies", {"GroupName": "a"})
    assert asked.asked.count("ListGroupPolicies") == 2


def test_no_more_answers_are_kept_than_there_is_room_for(account, monkeypatch):
    monkeypatch.setattr(describe, "MOST_ANSWERS_OF_A_SWEEP", 1)
    asked = Asked(of_one_sweep=True)
    client = asked.source.client(ACCOUNT, "us-east-1", "iam")
    for group in ("readers", "admins", "readers"):
        asked.source.invoke_once(
            ACCOUNT, (), client, "iam", "ListGroupPolicies", {"GroupName": group}
        )
    assert asked.asked.count("ListGroupPolicies") == 3


def test_the_settings_of_the_account_are_asked_once_for_all_buckets(account):
    asked = Asked(of_one_sweep=True)
    asked.read_all("AWS::S3::Bucket")
    # The bucket's own has the same name.
    assert asked.asked.count("GetPublicAccessBlock") == 2 + 1


# --- Refusals, and when to stop -------------------------------------------------------------------


def test_refusals_are_remembered_and_other_failures_are_not(account):
    asked = Asked()
    asked.failing = {"GetBucketPolicy": "AccessDenied", "GetBucketAcl": "SlowDown"}
    asked.read_all("AWS::S3::Bucket")
    (refusal,) = asked.source.refusals.items()
    assert refusal == (Refusal("s3", "GetBucketPolicy", "us-east-1"), 2)


def test_credentials_that_have_ended_are_not_used_again(account):
    asked = Asked(final=EXPIRED)
    asked.failing["GetLoginProfile"] = "ExpiredToken"
    users = asked.listed("AWS::IAM::User").resources
    cls = catalog.resource_class("AWS::IAM::User")
    assert cls is not None
    asked.source.read(cls, users[0].key)
    assert asked.source.stopped.startswith("ExpiredToken: ")
    made = len(asked.asked)
    assert isinstance(asked.source.read(cls, users[1].key), Unknown)
    assert isinstance(asked.source.list(cls, ACCOUNT, "global"), Unknown)
    assert len(asked.asked) == made


def test_other_runs_go_on(account):
    asked = Asked()
    asked.failing["GetLoginProfile"] = "ExpiredToken"
    assert len(asked.read_all("AWS::IAM::User")) == 4
    assert asked.source.stopped == ""


def test_a_role_that_cannot_be_assumed_any_more_stops_it_too():
    def client(*_: Any) -> Any:
        raise NoAccess("no", code="ExpiredTokenException")

    source = LiveSource(client, final=EXPIRED)
    cls = catalog.resource_class("AWS::IAM::User")
    assert cls is not None
    assert isinstance(source.list(cls, ACCOUNT, "global"), Unknown)
    assert source.stopped


def test_why_it_stopped_first_is_kept():
    source = LiveSource(lambda *_: None)
    source.stop("The sweep was interrupted")
    source.stop("something else")
    assert source.stopped == "The sweep was interrupted"


def test_a_bucket_that_is_gone_when_it_is_read_is_gone(account):
    asked = Asked(of_one_sweep=True)
    asked.failing["GetBucketLocation"] = "NoSuchBucket"
    cls = catalog.resource_class("AWS::S3::Bucket")
    assert cls is not None
    (first, _) = asked.listed("AWS::S3::Bucket").resources
    assert isinstance(asked.source.read(cls, first.key, listed=first), Gone)


# --- The endpoint ---------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_s3control_needs_no_name_for_each_account_on_an_endpoint_of_its_own(by, monkeypatch):
    asked: list[str] = []
    url = "http://127.0.0.1:9"
    if by == "environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    clients = AuditedClients(boto3.Session(), endpoint_url=url if by == "argument" else None)
    client = clients(ACCOUNT, "us-east-1", "s3control")

    def send(request: Any, **_: Any) -> None:
        asked.append(request.url)
        raise ValueError("enough")

    client.meta.events.register_first("before-send", send)
    with pytest.raises(ValueError, match="enough"):
        client.get_public_access_block(AccountId=ACCOUNT)
    assert asked == [f"{url}/v20180820/configuration/publicAccessBlock"]


def test_aws_itself_has_a_name_for_each_account():
    clients = AuditedClients(boto3.Session())
    client = clients(ACCOUNT, "us-east-1", "s3control")
    asked: list[str] = []

    def send(request: Any, **_: Any) -> None:
        asked.append(request.url)
        raise ValueError("enough")

    client.meta.events.register_first("before-send", send)
    with pytest.raises(ValueError, match="enough"):
        client.get_public_access_block(AccountId=ACCOUNT)
    assert asked[0].startswith(f"https://{ACCOUNT}.s3-control.us-east-1.amazonaws.com/")


# --- What is down, and how old an answer is -------------------------------------------------------


@pytest.mark.parametrize(
    ("of_one_sweep", "status", "code", "times"),
    [
        (True, 500, "InternalError", MOST_BREAKDOWNS),
        (True, 503, "ServiceUnavailable", MOST_BREAKDOWNS),
        (True, 503, "SlowDown", 6),
        (True, 400, "AccessDenied", 6),
        (False, 500, "InternalError", 6),
    ],
)
def test_a_server_that_fails_again_and_again_holds_up_one_sweep_no_longer(
    of_one_sweep, status, code, times
):
    client = boto3.client(
        "s3", region_name="us-east-1", config=Config(retries={"total_max_attempts": 1})
    )
    asked = []

    def fails(model, **_):
        asked.append(model.name)
        return SimpleNamespace(status_code=status, raw=None), {
            "Error": {"Code": code, "Message": "no"},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }

    client.meta.events.register_first("before-call", fails)
    source = LiveSource(lambda *_: client, of_one_sweep=of_one_sweep)
    for number in range(6):
        answer = source.invoke(client, "s3", "GetBucketAcl", {"Bucket": f"b-{number}"})
        assert answer.reason
    assert len(asked) == times
    # Another operation is asked all the same.
    source.invoke(client, "s3", "GetBucketLogging", {"Bucket": "b"})
    assert asked[-1] == "GetBucketLogging"


def test_a_snapshot_is_as_old_as_the_details_it_was_made_of(account):
    clock = Clock()
    asked = Asked(of_one_sweep=True, now=clock)
    cls = catalog.resource_class("AWS::IAM::Role")
    listed = asked.listed("AWS::IAM::Role").resources
    asked_at = clock.tick(60)
    first = asked.source.read(cls, listed[0].key, listed=listed[0])
    clock.tick(60)
    second = asked.source.read(cls, listed[1].key, listed=listed[1])
    # Told by the details that were asked for at the first read, though it was read later.
    assert (first.observed_at, second.observed_at) == (asked_at, asked_at)


def test_types_that_stand_in_one_listing_ask_for_it_once(monkeypatch):
    class Kept:
        meta = SimpleNamespace(region_name="us-east-1", service_model=None)
        asked = 0

        def can_paginate(self, _):
            return False

        def list_widgets(self):
            self.asked += 1
            return {"Widgets": [{"Id": "w-1"}], "Gadgets": [{"Id": "g-1"}]}

    def calls(place: str) -> Calls:
        return Calls("test", "GetWidget.Widget", listed=place, list_id="Id", carries=True)

    class Widget(Resource, of="AWS::Test::Widget", calls=calls("ListWidgets.Widgets[]")):
        """One of two types."""

    class Gadget(Resource, of="AWS::Test::Gadget", calls=calls("ListWidgets.Gadgets[]")):
        """The other one."""

    client = Kept()
    shared = frozenset({("test", "ListWidgets", "{}")})
    monkeypatch.setattr(describe, "lists_of_several", lambda: shared)
    for of_one_sweep, times in ((True, 1), (False, 2)):
        client.asked = 0
        source = LiveSource(lambda *_: client, of_one_sweep=of_one_sweep)
        ids = [
            each.key.id
            for cls in (Widget, Gadget)
            for each in source.list(cls, ACCOUNT, "us-east-1").resources
        ]
        assert ids == ["w-1", "g-1"]
        assert client.asked == times


def test_a_client_of_a_sweep_slows_down_when_aws_is_busy():
    session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b")
    for is_adaptive, mode in ((True, "adaptive"), (False, "standard")):
        client = AuditedClients(session, is_adaptive=is_adaptive)(ACCOUNT, "us-east-1", "sts")
        assert client.meta.config.retries["mode"] == mode
