"""Answers that serve every account, and items that are asked about in their own region."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Annotated, Any

import boto3
import pytest

from posturewatch.domain.reading import Found
from posturewatch.domain.resource import At, Calls, Resource, ResourceKey, Shape
from posturewatch.sources import describe
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.operations import operations_of

AWS_POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OWN_POLICY = "arn:aws:iam::123456789012:policy/own"


class Policy(
    Resource,
    of="AWS::IAM::ManagedPolicy",
    region="global",
    calls=Calls(
        service="iam",
        identity="GetPolicy.Policy",
        bind={"PolicyArn": "id"},
        shared={"GetPolicy": ("PolicyArn", ":iam::aws:policy/")},
    ),
):
    """A policy, AWS's own or a customer's."""

    path: Annotated[str, At(describe=".Path")] = ""


class Disks(Shape, region_at=".RegionName"):
    """What one region does with new disks."""

    encrypted: Annotated[
        bool, At(describe="ec2:GetEbsEncryptionByDefault.EbsEncryptionByDefault", always=True)
    ] = False


class Whole(
    Resource,
    of="AWS::::Account",
    region="global",
    calls=Calls(
        service="iam",
        identity="GetAccountSummary.SummaryMap",
        unbound=("DescribeRegions", "GetEbsEncryptionByDefault"),
    ),
):
    """An account that has something in each region."""

    disks: Annotated[tuple[Disks, ...], At(describe="ec2:DescribeRegions.Regions[]")] = ()


class World:
    """A source whose clock and answers the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, tzinfo=UTC)
        self.answers: dict[str, Any] = {"GetAccountSummary": {"SummaryMap": {"Users": 1}}}
        self.regions: list[tuple[str, str]] = []
        self.source = LiveSource(self._client, now=lambda: self.now)

    def _client(self, account: str, region: str, service: str) -> Any:
        client = boto3.client(service, region_name=region)

        def answer(model: Any, params: Any, **_: Any) -> Any:
            self.regions.append((model.name, region))
            given = self.answers[model.name]
            status = 400 if "Error" in given else 200
            return SimpleNamespace(status_code=status), given

        client.meta.events.register_first("before-call", answer)
        return client

    def read(self, cls: type[Resource], id: str, account: str = "123456789012") -> Any:
        outcome = self.source.read(cls, ResourceKey(account, "global", cls.type, id))
        assert isinstance(outcome, Found), outcome
        return outcome.resource

    @property
    def calls(self) -> int:
        return sum(self.source.calls.values())


@pytest.fixture
def world():
    return World()


def test_a_shared_answer_serves_every_account_for_an_hour(world):
    world.answers["GetPolicy"] = {"Policy": {"Path": "/first/"}}
    assert world.read(Policy, AWS_POLICY, "111111111111").path == "/first/"
    world.answers["GetPolicy"] = {"Policy": {"Path": "/second/"}}
    world.now += timedelta(minutes=59)
    assert world.read(Policy, AWS_POLICY, "222222222222").path == "/first/"
    assert world.calls == 1
    world.now += timedelta(minutes=1)
    assert world.read(Policy, AWS_POLICY, "111111111111").path == "/second/"
    assert world.calls == 2


def test_an_answer_about_a_customer_s_own_is_never_shared(world):
    world.answers["GetPolicy"] = {"Policy": {"Path": "/first/"}}
    assert world.read(Policy, OWN_POLICY).path == "/first/"
    world.answers["GetPolicy"] = {"Policy": {"Path": "/second/"}}
    assert world.read(Policy, OWN_POLICY).path == "/second/"


def test_answers_about_different_things_are_kept_apart(world):
    world.answers["GetPolicy"] = {"Policy": {"Path": "/first/"}}
    assert world.read(Policy, AWS_POLICY).path == "/first/"
    world.answers["GetPolicy"] = {"Policy": {"Path": "/second/"}}
    assert world.read(Policy, AWS_POLICY + "2").path == "/second/"


def test_a_failure_is_not_kept(world):
    world.answers["GetPolicy"] = {"Error": {"Code": "Throttling", "Message": "no"}}
    key = ResourceKey("123456789012", "global", Policy.type, AWS_POLICY)
    assert not isinstance(world.source.read(Policy, key), Found)
    world.answers["GetPolicy"] = {"Policy": {"Path": "/first/"}}
    assert world.read(Policy, AWS_POLICY).path == "/first/"


def test_no_more_than_so_many_are_kept(world, monkeypatch):
    monkeypatch.setattr(describe, "MOST_SHARED_ANSWERS", 2)
    world.answers["GetPolicy"] = {"Policy": {"Path": "/"}}
    for number in (1, 2, 3):
        world.read(Policy, f"{AWS_POLICY}{number}")
    world.read(Policy, f"{AWS_POLICY}3")
    assert world.calls == 3
    world.read(Policy, f"{AWS_POLICY}1")
    assert world.calls == 4


def test_each_item_is_asked_about_in_its_own_region(world):
    world.answers["DescribeRegions"] = {
        "Regions": [{"RegionName": "eu-west-1"}, {"RegionName": "sa-east-1"}]
    }
    world.answers["GetEbsEncryptionByDefault"] = {"EbsEncryptionByDefault": True}
    whole = world.read(Whole, "123456789012")
    assert [each.encrypted for each in whole.disks] == [True, True]
    assert Counter(world.regions) == {
        ("GetAccountSummary", "us-east-1"): 1,
        ("DescribeRegions", "us-east-1"): 1,
        ("GetEbsEncryptionByDefault", "eu-west-1"): 1,
        ("GetEbsEncryptionByDefault", "sa-east-1"): 1,
    }
    assert operations_of(Whole) == {
        ("iam", "GetAccountSummary"),
        ("ec2", "DescribeRegions"),
        ("ec2", "GetEbsEncryptionByDefault"),
    }


def test_an_item_that_names_no_region_is_not_asked_about(world):
    world.answers["DescribeRegions"] = {"Regions": [{"Endpoint": "ec2.example"}]}
    (disks,) = world.read(Whole, "123456789012").disks
    assert disks.unknown == {"encrypted": "the item names no region"}
    assert ("GetEbsEncryptionByDefault", "us-east-1") not in world.regions
