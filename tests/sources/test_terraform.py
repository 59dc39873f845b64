"""Plans → snapshots: what is absent, what is unknown, and which resource a companion belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.catalog import resource_class, resource_types
from posturewatch.domain.errors import BadInput
from posturewatch.resources.s3.bucket import Bucket
from posturewatch.sources.files import read_files
from posturewatch.sources.terraform import Plan, read_plan
from tests.support.planned import NOW, plan, planned

OWNER = {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}
ENABLED = {"versioning_configuration": [{"status": "Enabled", "mfa_delete": None}]}


def bucket(document: dict[str, Any]) -> Bucket:
    (one,) = planned(document, Bucket)
    assert isinstance(one, Bucket)
    return one


def test_what_the_author_did_not_write_is_absent_and_what_he_wrote_is_unknown() -> None:
    computed = plan({"aws_s3_bucket.b": {}}, unknown={"aws_s3_bucket.b": {"policy": True}})
    assert bucket(computed).policy is None
    written = {"aws_s3_bucket.b": {"policy": {"references": ["local.policy"]}}}
    told = plan(
        {"aws_s3_bucket.b": {}}, unknown={"aws_s3_bucket.b": {"policy": True}}, written=written
    )
    assert bucket(told).unknown["policy"] == "known only after apply"
    without = {**computed, "configuration": {}}
    assert not bucket(without).knows("policy")


def test_a_reference_to_a_resource_of_the_plan_names_something() -> None:
    config = {"target_bucket": {"references": ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"]}}
    document = plan(
        {"aws_s3_bucket.b": {"bucket": "b"}, "aws_s3_bucket_logging.b": {"bucket": "b"}},
        unknown={"aws_s3_bucket_logging.b": {"target_bucket": True}},
        written={"aws_s3_bucket_logging.b": config},
    )
    assert bucket(document).log_bucket == "<aws_s3_bucket.logs.id>"


@pytest.mark.parametrize(
    ("values", "unknown", "owner"),
    [
        ({"bucket": "data"}, {}, {"constant_value": "data"}),
        ({}, {"bucket": True}, OWNER),
    ],
)
def test_a_companion_is_joined_by_name_or_by_reference(
    values: dict[str, Any], unknown: dict[str, Any], owner: dict[str, Any]
) -> None:
    companion = "aws_s3_bucket_versioning.v"
    document = plan(
        {"aws_s3_bucket.b": {"bucket": "data"}, companion: {**ENABLED, **values}},
        unknown={companion: unknown},
        written={companion: {"bucket": owner}},
    )
    assert bucket(document).versioning is True


def test_a_companion_that_cannot_be_joined_makes_all_candidates_unknown() -> None:
    companion = "aws_s3_bucket_versioning.v"
    document = plan(
        {"aws_s3_bucket.a": {}, "aws_s3_bucket.b": {}, companion: ENABLED},
        unknown={companion: {"bucket": True}},
        written={companion: {"bucket": {"references": ["local.name"]}}},
    )
    for each in planned(document, Bucket):
        assert each.unknown["versioning"].startswith(f"{companion} may belong to it")
        assert each.log_bucket == ""


def test_a_companion_without_its_owner_is_judged_by_what_it_says() -> None:
    orphan = bucket(plan({"aws_s3_bucket_versioning.v": {"bucket": "elsewhere", **ENABLED}}))
    assert orphan.versioning is True
    assert orphan.unknown["log_bucket"] == "the resource itself is not in this document"
    assert orphan.key.id == "aws_s3_bucket_versioning.v"


def module_plan(resource: dict[str, Any], **configuration: Any) -> dict[str, Any]:
    owners = [
        {
            "address": f'aws_s3_bucket.b["{key}"]',
            "mode": "managed",
            "type": "aws_s3_bucket",
            "name": "b",
            "index": key,
            "change": {"actions": ["create"], "after": {"bucket": key}, "after_unknown": {}},
        }
        for key in ("x", "y")
    ]
    blocks = [{"mode": "managed", "type": "aws_s3_bucket", "name": "b", "expressions": {}}]
    return {
        "resource_changes": [*owners, resource],
        "configuration": {"root_module": {"resources": blocks, **configuration}},
    }


VERSIONING = {
    "mode": "managed",
    "type": "aws_s3_bucket_versioning",
    "name": "v",
    "change": {"actions": ["create"], "after": ENABLED, "after_unknown": {"bucket": True}},
}


def test_a_reference_is_followed_out_of_a_module_by_its_variable() -> None:
    inner = {
        **{key: VERSIONING[key] for key in ("mode", "type", "name")},
        "expressions": {"bucket": {"references": ["var.bucket"]}},
    }
    call = {
        "expressions": {"bucket": {"references": ['aws_s3_bucket.b["y"].id', "aws_s3_bucket.b"]}},
        "module": {"resources": [inner]},
    }
    resource = {
        **VERSIONING,
        "address": "module.v.aws_s3_bucket_versioning.v",
        "module_address": "module.v",
    }
    document = module_plan(resource, module_calls={"v": call})
    assert [each.versioning for each in planned(document, Bucket)] == [False, True]


def test_instances_of_for_each_are_joined_by_their_keys() -> None:
    block = {
        **{key: VERSIONING[key] for key in ("mode", "type", "name")},
        "expressions": {"bucket": {"references": ["each.value.id", "each.value"]}},
        "for_each_expression": {"references": ["aws_s3_bucket.b"]},
    }
    resource = {**VERSIONING, "address": 'aws_s3_bucket_versioning.v["x"]', "index": "x"}
    document = module_plan(resource)
    document["configuration"]["root_module"]["resources"].append(block)
    assert [each.versioning for each in planned(document, Bucket)] == [True, False]


@pytest.mark.parametrize(
    "change",
    [
        {"actions": ["delete"], "after": None},
        {"actions": ["forget"], "after": {}},
        {"actions": ["create"], "after": None},
    ],
)
def test_what_is_destroyed_is_not_judged(change: dict[str, Any]) -> None:
    document = plan({"aws_s3_bucket.b": {}})
    document["resource_changes"][0]["change"] = change
    assert planned(document, Bucket) == []


def test_data_that_is_only_read_is_not_judged() -> None:
    document = plan({"aws_s3_bucket.b": {}})
    document["resource_changes"][0]["mode"] = "data"
    assert planned(document, Bucket) == []


def test_a_policy_of_a_data_source_is_put_together_from_its_statements() -> None:
    principals = [{"type": "*", "identifiers": ["*"]}]
    statement = {"effect": "Allow", "actions": ["s3:GetObject"], "principals": principals}
    data = {
        "address": "data.aws_iam_policy_document.d",
        "mode": "data",
        "type": "aws_iam_policy_document",
        "name": "d",
        "change": {
            "actions": ["read"],
            "after": {"statement": [statement]},
            "after_unknown": {"json": True, "statement": [{"resources": True}]},
        },
    }
    names = ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]
    document = plan(
        {"aws_s3_bucket.b": {"bucket": "b"}, "aws_s3_bucket_policy.p": {"bucket": "b"}},
        unknown={"aws_s3_bucket_policy.p": {"policy": True}},
        written={"aws_s3_bucket_policy.p": {"policy": {"references": names}}},
    )
    document["resource_changes"].append(data)
    policy = bucket(document).policy
    assert policy is not None
    assert policy.public("123456789012").answer.value == "yes"


@pytest.mark.parametrize(
    ("document", "told"),
    [({}, "no plan"), ({"resource_changes": [], "errored": True}, "could not finish")],
)
def test_what_is_no_plan_is_refused(document: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_plan(document, [Bucket], NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3), JSON, JSON)
def test_no_plan_crashes_the_reader(changes: list[Any], configuration: Any, prior: Any) -> None:
    document = {
        "resource_changes": [*changes, *({"mode": "managed", "change": each} for each in changes)],
        "configuration": {"root_module": configuration},
        "prior_state": prior,
    }
    Plan(document).resources  # noqa: B018 # that it can be read is the test


def recorded(reference_data: Path) -> Iterator[tuple[str, Any]]:
    classes = [cls for name in resource_types() if (cls := resource_class(name)) is not None]
    for outcome in read_files([reference_data / "terraform_plans"], classes, NOW):
        assert not isinstance(outcome, BadInput), outcome
        yield outcome.path.name, [found.resource for found in outcome.found]


def test_every_recorded_plan_is_read(reference_data: Path) -> None:
    found = dict(recorded(reference_data))
    assert len(found) == len(list((reference_data / "terraform_plans").iterdir()))
    buckets = [x for each in found.values() for x in each if isinstance(x, Bucket)]
    # 26 in changes, one in a plan without any, one of which only a companion was left.
    assert len(buckets) == 28
    nested = {
        x.key.id: x for x in found["checkov__terraform_graph_modules_edges_tfplan_tfplan.json"]
    }
    inner = nested["module.test.module.s3-bucket-1.aws_s3_bucket.this[0]"]
    assert json.dumps(inner.public_access_block.dump()) == json.dumps(
        dict.fromkeys(inner.public_access_block.properties, True)
    )
