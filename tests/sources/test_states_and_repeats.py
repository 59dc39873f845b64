"""Resources that are shown though they are gone, and items that name the same thing twice."""

from types import SimpleNamespace
from typing import Annotated, Any

import boto3
import pytest

from posturewatch.domain.places import UNSET
from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.resource import At, Calls, Resource, ResourceKey, Shape
from posturewatch.sources.config import read_item
from posturewatch.sources.describe import LiveSource

KEY = ResourceKey("123456789012", "us-east-1", "AWS::EC2::Volume", "vol-1")


class Disk(
    Resource,
    of="AWS::EC2::Volume",
    arn="arn:aws:ec2:::{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeVolumes.Volumes[0]",
        gone_if={"state": ("deleting",), ".VolumeType": ("ghost",)},
        bind={"VolumeIds": "id"},
    ),
):
    """A disk that names its states in a property, and more in a place."""

    created_at: Annotated[Any, SimpleNamespace(convert=str), At(config=UNSET, describe=UNSET)] = ""
    tags: Annotated[Any, SimpleNamespace(convert=dict), At(config=UNSET, describe=UNSET)] = ()
    state: Annotated[str, At(config=".state", describe=".State")] = ""


class Part(Shape, bind={"PrefixListId": ".Id"}):
    """An item that needs a call of its own."""

    name: Annotated[
        tuple[str, ...], At(config=UNSET, describe="GetManagedPrefixListEntries.Entries[].Cidr")
    ] = ()


class Whole(
    Resource,
    of="AWS::EC2::Volume",
    arn="arn:aws:ec2:::{id}",
    calls=Calls(service="ec2", identity="DescribeVolumes.Volumes[0]", bind={"VolumeIds": "id"}),
):
    """A resource whose items may name the same thing."""

    parts: Annotated[tuple[Part, ...], At(config=UNSET, describe=".Parts")] = ()


def live(answers: dict[str, Any]) -> LiveSource:
    client = boto3.Session(region_name="us-east-1").client("ec2")

    def answer(model: Any, params: Any, **_: Any) -> Any:
        found = answers[model.name]
        return SimpleNamespace(status_code=200), found(params) if callable(found) else found

    client.meta.events.register_first("before-call.ec2", answer)
    return LiveSource(lambda account, region, service: client)


@pytest.mark.parametrize(
    ("volume", "is_gone"),
    [
        ({"State": "in-use"}, False),
        ({"State": "deleting"}, True),
        ({"State": "in-use", "VolumeType": "ghost"}, True),
        ({}, False),
    ],
)
def test_live_state(volume, is_gone):
    outcome = live({"DescribeVolumes": {"Volumes": [volume]}}).read(Disk, KEY)
    assert isinstance(outcome, Gone if is_gone else Found)


@pytest.mark.parametrize(
    ("configuration", "is_gone"),
    [
        ({"state": "in-use"}, False),
        ({"state": "deleting"}, True),
        ({"state": ["deleting"]}, False),  # unreadable is unknown, not gone
        ({"state": "in-use", "volumeType": "ghost", "VolumeType": "ghost"}, False),
        ({}, False),
    ],
)
def test_config_state(configuration, is_gone):
    item = {
        "accountId": KEY.account,
        "awsRegion": KEY.region,
        "resourceId": KEY.id,
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-01-01T00:00:00Z",
        "configuration": configuration,
    }
    assert isinstance(read_item(item, Disk), Gone if is_gone else Found)


def test_items_that_name_the_same_thing_cost_one_call():
    def entries(params: Any) -> Any:
        return {"Entries": [{"Cidr": params["body"]["PrefixListId"]}]}

    parts = [{"Id": "pl-1"}, {"Id": "pl-2"}, {"Id": "pl-1"}]
    source = live(
        {"DescribeVolumes": {"Volumes": [{"Parts": parts}]}, "GetManagedPrefixListEntries": entries}
    )
    outcome = source.read(Whole, KEY)
    assert isinstance(outcome, Found)
    assert [part.name for part in outcome.resource.parts] == [("pl-1",), ("pl-2",), ("pl-1",)]
    assert source.calls == {"ec2:DescribeVolumes": 1, "ec2:GetManagedPrefixListEntries": 2}
    # Another read asks again.
    assert isinstance(source.read(Whole, KEY), Found)
    assert source.calls["ec2:GetManagedPrefixListEntries"] == 4
