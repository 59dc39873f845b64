"""Small plans and templates, as Terraform and CloudFormation would write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from posturewatch.domain.resource import Resource
from posturewatch.sources.cloudformation import parse_template, read_template
from posturewatch.sources.terraform import read_plan

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def plan(
    resources: Mapping[str, Mapping[str, Any]],
    *,
    unknown: Mapping[str, Mapping[str, Any]] | None = None,
    written: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return a plan that creates resources of the root module.

    Args:
        resources: Address (`aws_s3_bucket.logs`) → planned values.
        unknown: Address → what is known only after apply, in Terraform's form.
        written: Address → the expressions of the configuration. Where an address is missing, all
            that is planned is a constant, and what is unknown was not written.
    """
    unknown, written = unknown or {}, written or {}
    changes, blocks = [], []
    for address, values in resources.items():
        kind, _, name = address.partition(".")
        change = {
            "actions": ["create"],
            "after": dict(values),
            "after_unknown": unknown.get(address, {}),
        }
        told = {"address": address, "mode": "managed", "type": kind, "name": name}
        changes.append({**told, "change": change})
        expressions = {key: {"constant_value": value} for key, value in values.items()}
        blocks.append({**told, "expressions": {**expressions, **written.get(address, {})}})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": blocks}},
    }


def planned(document: Mapping[str, Any], cls: type[Resource]) -> list[Any]:
    """Return the snapshots of one type that a plan gives."""
    return [found.resource for found in read_plan(document, [cls], NOW)]


def template(resources: Mapping[str, tuple[str, Mapping[str, Any]]], **more: Any) -> dict[str, Any]:
    """Return a template: logical id → type and properties; `more` are its other sections."""
    told = {name: {"Type": kind, "Properties": dict(x)} for name, (kind, x) in resources.items()}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": told, **more}


def declared(document: Mapping[str, Any] | str, cls: type[Resource]) -> list[Any]:
    """Return the snapshots of one type that a template gives, parsed or as text."""
    parsed = parse_template(document) if isinstance(document, str) else document
    return [found.resource for found in read_template(parsed, [cls], NOW)]


def by_address(cls: type[Resource], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshots of one type that a plan or a template gives, by address."""
    found = (declared if "Resources" in document else planned)(document, cls)
    return {resource.key.id: resource for resource in found}


def refers(references: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return what `plan` needs to know of references.

    Args:
        references: Address → attribute → what the author refers to there
            (`{"aws_route.out": {"route_table_id": "aws_route_table.main.id"}}`).
    """
    return {
        "unknown": {address: dict.fromkeys(told, True) for address, told in references.items()},
        "written": {
            address: {
                name: {"references": [place, place.rpartition(".")[0]]}
                for name, place in told.items()
            }
            for address, told in references.items()
        },
    }
