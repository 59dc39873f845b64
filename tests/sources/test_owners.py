"""Types that are listed for each of their owners, and ids whose parts calls need."""

from typing import Annotated, Any

import pytest

from posturewatch.domain.places import Busy, Unknown
from posturewatch.domain.resource import At, Calls, Resource
from posturewatch.sources import describe
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.listing import Page
from tests.support.aws import ACCOUNT, REGION, Audited

LISTED = {"alpha": ["a1", "a2", "a3"], "beta": [], "gamma": ["g1"]}


class Nodes(
    Resource,
    of="AWS::Test::Nodes",
    calls=Calls(
        service="eks",
        identity="DescribeNodegroup.nodegroup",
        gone=("ResourceNotFoundException",),
        id_form="{cluster}/{rest}",
        bind={"clusterName": "{cluster}", "nodegroupName": "{rest}"},
        absent={"ListNodegroups": ("InvalidRequestException",)},
        listed="ListNodegroups.nodegroups[]",
        parents="ListClusters.clusters[]",
        of_each={"clusterName": "."},
        list_id="{clusterName}/{item}",
    ),
):
    """Nodes of a cluster."""

    status: Annotated[str, At(describe=".status")] = ""
    """Their status."""


class Setting(
    Resource,
    of="AWS::Test::Setting",
    calls=Calls(
        service="ssm",
        identity="DescribeParameters.Parameters[0]",
        constants={
            "DescribeParameters": {"ParameterFilters": [{"Key": "Name", "Values": ["@id"]}]}
        },
        listed="DescribeParameters.Parameters[]",
        list_id="Name",
    ),
):
    """A parameter that is found by a filter."""

    status: Annotated[str, At(describe=".Type")] = ""
    """Its type."""


@pytest.fixture
def aws() -> Audited:
    aws = Audited()
    # The path of a request names the cluster, which the answer to it needs.
    aws.source = LiveSource(lambda account, region, service: Client(aws, service))
    return aws


class Client:
    """A client whose listings answer by the name in the request."""

    def __init__(self, aws: Audited, service: str) -> None:
        self._real = aws.client(service)
        self._aws = aws
        self.meta = self._real.meta

    def can_paginate(self, method: str) -> bool:
        return bool(self._real.can_paginate(method))

    def get_paginator(self, method: str) -> Any:
        paginator = self._real.get_paginator(method)
        paginate = paginator.paginate

        def answering(**parameters: Any) -> Any:
            told = LISTED.get(parameters.get("clusterName", ""), [])
            self._aws.answer("ListNodegroups", {"nodegroups": list(told)})
            return paginate(**parameters)

        paginator.paginate = answering
        return paginator

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def ids(page: Any) -> list[str]:
    assert isinstance(page, Page), page
    return [each.key.id for each in page.resources]


def all_ids(aws: Audited, limit: int) -> list[list[str]]:
    pages: list[list[str]] = []
    token = None
    while token is not None or not pages:
        page = aws.source.list(Nodes, ACCOUNT, REGION, token=token, limit=limit)
        pages.append(ids(page))
        token = page.token
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize("limit", [100, 4, 3, 2, 1])
def test_each_owner_is_listed_part_by_part(aws: Audited, limit: int) -> None:
    aws.answer("ListClusters", lambda sent: {"clusters": ["gamma", "alpha", "beta"]})
    pages = all_ids(aws, limit)
    told = [each for page in pages for each in page]
    assert told == ["alpha/a1", "alpha/a2", "alpha/a3", "gamma/g1"]
    assert all(len(page) <= limit for page in pages)


def test_without_owners_there_is_nothing(aws: Audited) -> None:
    aws.answer("ListClusters", {"clusters": []})
    assert ids(aws.source.list(Nodes, ACCOUNT, REGION)) == []


def test_a_listing_without_its_owners_is_no_empty_listing(aws: Audited) -> None:
    aws.fail("ListClusters")
    assert isinstance(aws.source.list(Nodes, ACCOUNT, REGION), Unknown)
    aws.fail("ListClusters", "ThrottlingException")
    assert isinstance(aws.source.list(Nodes, ACCOUNT, REGION), Busy)


def test_one_owner_that_cannot_be_listed_leaves_the_whole_unknown() -> None:
    aws = Audited()
    aws.answer("ListClusters", {"clusters": ["alpha"]})
    aws.fail("ListNodegroups")
    assert isinstance(aws.source.list(Nodes, ACCOUNT, REGION), Unknown)


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "InvalidRequestException"])
def test_an_owner_that_has_gone_meanwhile_or_never_has_any_has_nothing(code: str) -> None:
    aws = Audited()
    aws.answer("ListClusters", {"clusters": ["alpha"]})
    aws.fail("ListNodegroups", code)
    assert aws.listed(Nodes) == ()


def test_owners_that_come_and_go_between_two_parts_are_passed_over(aws: Audited) -> None:
    aws.answer("ListClusters", {"clusters": ["alpha", "gamma"]})
    first = aws.source.list(Nodes, ACCOUNT, REGION, limit=2)
    assert isinstance(first, Page)
    aws.answer("ListClusters", {"clusters": ["gamma"]})
    last = aws.source.list(Nodes, ACCOUNT, REGION, token=first.token, limit=2)
    assert ids(last) == ["gamma/g1"]


def test_in_a_sweep_owners_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    several = frozenset({("eks", "ListClusters", "{}")})
    monkeypatch.setattr(describe, "lists_of_several", lambda: several)
    aws = Audited()
    aws.source = LiveSource(lambda a, r, s: aws.client(s, r), of_one_sweep=True)
    aws.answer("ListClusters", {"clusters": ["alpha"]})
    aws.answer("ListNodegroups", {"nodegroups": ["a1"]})
    for _ in range(2):
        assert [each.key.id for each in aws.listed(Nodes)] == ["alpha/a1"]
    assert aws.source.calls == {"eks:ListClusters": 1, "eks:ListNodegroups": 2}


def test_calls_are_given_the_parts_of_an_id() -> None:
    aws = Audited()
    seen: list[dict[str, Any]] = []
    aws.client("eks").meta.events.register(
        "provide-client-params.eks.DescribeNodegroup", lambda params, **_: seen.append(params)
    )
    aws.answer("DescribeNodegroup", {"nodegroup": {"status": "ACTIVE"}})
    assert aws.read(Nodes, "prod/blue/green:1").status == "ACTIVE"
    assert seen == [{"clusterName": "prod", "nodegroupName": "blue/green:1"}]


def test_an_id_of_another_form_is_asked_about_by_nobody() -> None:
    aws = Audited()
    outcome = aws.outcome(Nodes, "blue")
    assert getattr(outcome, "reason", "") == "the id is not of the form {cluster}/{rest}"
    assert aws.requests == []


def test_constants_hold_the_id_as_it_is() -> None:
    aws = Audited()
    aws.answer("DescribeParameters", {"Parameters": [{"Name": "@account", "Type": "String"}]})
    assert aws.read(Setting, "@account").status == "String"
    (_, _, sent) = aws.requests[0]
    assert sent["ParameterFilters"] == [{"Key": "Name", "Values": ["@account"]}]
