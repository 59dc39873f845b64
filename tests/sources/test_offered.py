"""A region without a service has none of its resources, and nobody has to ask."""

import socket

import pytest

from posturewatch import catalog
from posturewatch.domain.places import Unknown
from posturewatch.sources import describe, offered
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.listing import Page
from tests.support.aws import ACCOUNT, Audited

INDEX = catalog.resource_class("AWS::Kendra::Index")
SESSION = catalog.resource_class("AWS::Macie::Session")
ACCESS_POINT = catalog.resource_class("AWS::S3::AccessPoint")
HERE, NOWHERE = "eu-west-1", "eu-north-1"


@pytest.fixture
def names(monkeypatch):
    """The names that were looked up, and what comes of it."""
    offered.has_address.cache_clear()
    asked, trouble = [], []

    def look_up(host, port):
        asked.append(host)
        if trouble:
            raise trouble[0]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(describe, "regions_of", lambda service: frozenset({HERE}))
    yield asked, trouble
    offered.has_address.cache_clear()


def source(aws):
    return LiveSource(lambda account, region, service: aws.client(service, region))


@pytest.mark.parametrize("errno", [socket.EAI_NONAME, socket.EAI_NODATA])
@pytest.mark.parametrize("cls", [INDEX, SESSION])
def test_what_no_list_and_no_name_server_knows_is_not_there(names, cls, errno):
    aws, (asked, trouble) = Audited(), names
    trouble.append(socket.gaierror(errno, "no such name"))
    for _ in range(2):
        page = source(aws).list(cls, ACCOUNT, NOWHERE)
        assert isinstance(page, Page)
        assert (page.resources, page.token) == ((), None)
    assert aws.requests == []
    assert len(asked) == 1, "names are looked up once"
    assert NOWHERE in asked[0]


@pytest.mark.parametrize(
    "failure", [socket.gaierror(socket.EAI_AGAIN, "try again"), OSError("no network")]
)
def test_where_names_cannot_be_looked_up_the_call_tells(names, failure):
    aws, (_, trouble) = Audited(), names
    trouble.append(failure)
    aws.fail("ListIndices")
    assert isinstance(source(aws).list(INDEX, ACCOUNT, NOWHERE), Unknown)
    assert len(aws.requests) == 1


def test_what_a_name_server_knows_is_asked_though_the_list_is_older(names):
    aws = Audited()
    aws.answer("ListIndices", {"IndexConfigurationSummaryItems": [{"Id": "i"}]})
    page = source(aws).list(INDEX, ACCOUNT, NOWHERE)
    assert [each.key.id for each in page.resources] == ["i"]


def test_a_name_that_has_the_account_in_front_is_not_looked_up_without_it(names):
    aws, (asked, trouble) = Audited(), names
    trouble.append(socket.gaierror(socket.EAI_NONAME, "no such name"))
    aws.answer("ListAccessPoints", {"AccessPointList": []})
    assert source(aws).list(ACCESS_POINT, ACCOUNT, NOWHERE).resources == ()
    assert (len(aws.requests), asked) == (1, [])


def test_what_the_list_has_is_asked_without_looking_up_any_name(names):
    aws, (asked, _) = Audited(), names
    aws.answer("ListIndices", {"IndexConfigurationSummaryItems": []})
    assert source(aws).list(INDEX, ACCOUNT, HERE).resources == ()
    assert len(aws.requests) == 1
    assert asked == []


def test_the_list_knows_the_regions_of_all_partitions():
    assert {"us-east-1", "eu-west-1"} <= offered.regions_of("kendra")
    assert {"eu-north-1", "cn-north-1", "us-gov-west-1"} <= offered.regions_of("ec2")
    assert offered.regions_of("iam") == frozenset()
