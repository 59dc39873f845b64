"""Terraform plans → snapshots of what the account will have once they are applied.

Reads what `terraform show -json` prints of a plan. A value that is only known after apply is
unknown, with two exceptions: where the author wrote no expression for it, the provider fills in
what it computes, which is the same as absent; and where the author refers to another resource's id,
name or ARN, something is named that cannot be empty.
Source: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from posturewatch.domain.errors import BadInput
from posturewatch.domain.places import Reference, Unknown
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import Resource
from posturewatch.sources.documents import (
    UNTOLD,
    UNTOLD_ACCOUNT,
    Declared,
    PlannedSource,
    snapshots,
)

AFTER_APPLY: Final = Unknown("known only after apply")

_ABSENT: Final = object()
_NO_WORD: Final = object()
"""The configuration does not say whether the author wrote an expression."""

_NAMING = re.compile(r"\.(?:\w+_)?(?:id|arn|name|bucket|key_id|url|identifier|dns_name)$")
_MODULE = re.compile(r"module\.([^.\[]+)(?:\[(?:\"((?:[^\"\\]|\\.)*)\"|(\d+))\])?\.?")
_POLICY = re.compile(r"data\.aws_iam_policy_document\.([^.\[]+)(?:\[[^\]]*\])?\.(?:minified_)?json")


def read_plan(
    document: Mapping[str, Any], classes: Iterable[type[Resource]], observed_at: datetime
) -> tuple[Found, ...]:
    """Read a plan.

    Args:
        document: The parsed JSON of `terraform show -json`.
        classes: The resource types to look for.
        observed_at: When it was read.

    Raises:
        BadInput: The document is no plan, or Terraform could not finish it.
    """
    return tuple(snapshots(Plan(document), classes, observed_at))


def is_plan(document: Any) -> bool:
    """Return whether a JSON document is a plan or a state that Terraform shows."""
    return isinstance(document, Mapping) and (
        "resource_changes" in document
        or "planned_values" in document
        or ("terraform_version" in document and "values" in document)
    )


@dataclass(frozen=True, slots=True)
class _Instance:
    """One resource instance of a plan.

    Args:
        declared: What it says.
        module: The modules that it is in, outermost first, each with its key.
        block: `type.name`, which all instances of one block share.
        index: Its count or for_each key; None where there is one.
        repeated: What its `for_each` refers to.
    """

    declared: Declared
    module: tuple[tuple[str, str], ...]
    block: str
    index: Any
    repeated: tuple[str, ...]


class Plan:
    """A plan, read into the resources that there will be."""

    source: PlannedSource = "terraform"

    def __init__(self, document: Mapping[str, Any]) -> None:
        if not is_plan(document):
            raise BadInput(
                "this is no plan of Terraform; write one with `terraform plan -out plan` and "
                "`terraform show -json plan`"
            )
        if document.get("errored") is True:
            raise BadInput("Terraform could not finish this plan (`errored` is true)")
        root = _mapping(document.get("configuration"))
        self._root = root.get("root_module")
        self._providers = _mapping(root.get("provider_config"))
        self._document = document
        self._data = {
            (_module_path(change), f"{change.get('type')}.{change.get('name')}"): change
            for change in self._changes("data")
        }
        self._instances = tuple(self._instance(change) for change in self._changes("managed"))
        self._by_address = {each.declared.address: each for each in self._instances}

    @property
    def resources(self) -> Sequence[Declared]:
        """The resources that there will be: what is destroyed or only read is left out."""
        return tuple(each.declared for each in self._instances)

    @cached_property
    def account(self) -> str:
        """The account that the provider says it is in, where the plan read it."""
        prior = _mapping(_mapping(self._document.get("prior_state")).get("values"))
        for each in _resources_below(_mapping(prior.get("root_module"))):
            if each.get("type") == "aws_caller_identity":
                told = _mapping(each.get("values")).get("account_id")
                if isinstance(told, str) and told.isdecimal():
                    return told
        return UNTOLD_ACCOUNT

    @cached_property
    def region(self) -> str:
        """The region of the default provider, where it is a constant or a variable."""
        written = _mapping(_mapping(self._providers.get("aws")).get("expressions")).get("region")
        told = _mapping(written).get("constant_value")
        for name in _references(written):
            variable = _mapping(self._document.get("variables")).get(name.removeprefix("var."))
            told = told or _mapping(variable).get("value")
        return told if isinstance(told, str) and told and "/" not in told else UNTOLD

    def targets(self, reference: Reference, by: Declared) -> tuple[str, ...] | None:
        """Return the resources that a reference leads to, through variables and outputs."""
        instance = self._by_address[by.address]
        found: list[_Instance] = []
        for name in reference.targets:
            if name.startswith("each."):
                blocks = self._all(instance.repeated, instance.module, depth=0)
                if blocks is not None and len(blocks) > 1:
                    return None
            else:
                blocks = self._blocks(name, instance.module, depth=0)
            if blocks is None:
                return None
            for module, block, index in blocks:
                same = [x for x in self._instances if x.module == module and x.block == block]
                if len(same) > 1:
                    wanted = instance.index if index is None else index
                    same = [x for x in same if x.index == wanted]
                    if not same:
                        return None
                found.extend(same)
        return tuple(dict.fromkeys(each.declared.address for each in found))

    def _blocks(
        self, name: str, module: tuple[tuple[str, str], ...], depth: int
    ) -> list[tuple[tuple[tuple[str, str], ...], str, Any]] | None:
        """Follow one reference to the blocks that it means; None where it cannot be followed."""
        if depth > _MOST_STEPS:
            return None
        if name.startswith("var."):
            if not module:
                return None
            call = self._call(module)
            outer = _references(_mapping(call.get("expressions")).get(name.split(".")[1]))
            return self._all(outer, module[:-1], depth)
        match = _MODULE.match(name)
        if match is not None:
            rest = name[match.end() :]
            key = match[2] if match[2] is not None else match[3] or ""
            inner = self._inner(module, match[1], key)
            output = _mapping(
                _mapping(_mapping(self._call(inner).get("module")).get("outputs")).get(
                    rest.split(".")[0].split("[")[0]
                )
            )
            return self._all(_references(output.get("expression")), inner, depth)
        if name.startswith(("local.", "each.", "count.", "path.", "data.", "self.")):
            return None
        parts = re.match(r"([a-z][\w-]*)\.([\w-]+)(?:\[(?:\"([^\"]*)\"|(\d+))\])?", name)
        if parts is None:
            return None
        index: Any = parts[3] if parts[3] is not None else int(parts[4]) if parts[4] else None
        return [(module, f"{parts[1]}.{parts[2]}", index)]

    def _all(
        self, names: Sequence[str], module: tuple[tuple[str, str], ...], depth: int
    ) -> list[tuple[tuple[tuple[str, str], ...], str, Any]] | None:
        whole = _whole(names)
        if not whole:
            return None
        found = []
        for name in whole:
            blocks = self._blocks(name, module, depth + 1)
            if blocks is None:
                return None
            found.extend(blocks)
        return found

    def _inner(
        self, module: tuple[tuple[str, str], ...], name: str, key: str
    ) -> tuple[tuple[str, str], ...]:
        """The module instance that a reference means: of one without a key, the only one."""
        keys = {
            each.module[len(module)][1]
            for each in self._instances
            if each.module[: len(module)] == module
            and len(each.module) > len(module)
            and each.module[len(module)][0] == name
        }
        return (*module, (name, key or (next(iter(keys)) if len(keys) == 1 else key)))

    def _call(self, module: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
        """Return the configuration of the call that makes a module."""
        outer = self._body(module[:-1])
        return _mapping(_mapping(outer.get("module_calls")).get(module[-1][0]))

    def _body(self, module: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
        body = _mapping(self._root)
        for name, _ in module:
            call = _mapping(_mapping(body.get("module_calls")).get(name))
            body = _mapping(call.get("module"))
        return body

    def _changes(self, mode: str) -> Iterator[Mapping[str, Any]]:
        """Yield what the plan has of one mode, as changes, whatever the plan calls them."""
        changes = self._document.get("resource_changes")
        if changes is not None:
            for each in changes if isinstance(changes, list) else ():
                change = _mapping(each)
                told = _mapping(change.get("change"))
                actions = told.get("actions")
                gone = actions in (["delete"], ["forget"]) or told.get("after") is None
                # A deposed object only waits for its own destruction.
                if change.get("mode") == mode and not gone and "deposed" not in change:
                    yield change
            return
        values = self._document.get("planned_values") or self._document.get("values")
        for each in _resources_below(_mapping(_mapping(values).get("root_module"))):
            if each.get("mode") == mode and each.get("values") is not None:
                module = each["address"].rpartition(f"{each.get('type')}.")[0].rstrip(".")
                yield {**each, "module_address": module, "change": {"after": each["values"]}}

    def _instance(self, change: Mapping[str, Any]) -> _Instance:
        told = _mapping(change.get("change"))
        module = _module_path(change)
        block = f"{change.get('type')}.{change.get('name')}"
        body = self._written(module, block)
        written = _NO_WORD if body is None else _mapping(body.get("expressions"))
        values = self._merged(
            told.get("after"), told.get("after_unknown", False), written, module, top=True
        )
        address = str(change.get("address") or block)
        declared = Declared(address, str(change.get("type")), _mapping(values))
        repeated = _references(_mapping(body).get("for_each_expression"))
        return _Instance(declared, module, block, change.get("index"), repeated)

    def _written(self, module: tuple[tuple[str, str], ...], block: str) -> Mapping[str, Any] | None:
        """Return what the author wrote of a block; None where the plan does not tell."""
        for each in self._body(module).get("resources") or ():
            if f"{each.get('type')}.{each.get('name')}" == block and each.get("mode") == "managed":
                return _mapping(each)
        return None

    def _merged(
        self,
        after: Any,
        unknown: Any,
        written: Any,
        module: tuple[tuple[str, str], ...],
        *,
        top: bool = False,
    ) -> Any:
        """Return the planned values with `Unknown` and `Reference` where they are not known."""
        if unknown is True:
            return self._unknown(written, module)
        is_expression = not top and _is_expression(written)
        if isinstance(unknown, Mapping) and unknown:
            merged = dict(_mapping(after))
            for name, inner in unknown.items():
                below = written.get(name, _ABSENT) if isinstance(written, Mapping) else _NO_WORD
                value = self._merged(
                    merged.get(name), inner, _UNTRACED if is_expression else below, module
                )
                if value is _ABSENT:
                    merged.pop(name, None)
                else:
                    merged[name] = value
            return merged
        if isinstance(unknown, list) and unknown:
            items = list(after) if isinstance(after, list) else []
            items += [None] * (len(unknown) - len(items))
            bodies = _bodies(written, len(items))
            whole = [
                self._merged(item, inner, body, module)
                for item, inner, body in zip(items, unknown, bodies, strict=False)
            ]
            return [AFTER_APPLY if item is _ABSENT else item for item in whole]
        return after

    def _unknown(self, written: Any, module: tuple[tuple[str, str], ...]) -> Any:
        if written is _ABSENT:
            return _ABSENT
        if not _is_expression(written):
            return AFTER_APPLY
        names = _whole(_references(written))
        if len(names) != 1:
            return AFTER_APPLY
        policy = _POLICY.fullmatch(names[0])
        if policy is not None:
            return self._policy_document(policy[1], module)
        is_own = not names[0].startswith(
            ("local.", "each.key", "count.", "path.", "data.", "self.")
        )
        if is_own and (names[0].startswith("var.") or _NAMING.search(names[0])):
            return Reference(f"<{names[0]}>", (names[0],))
        return AFTER_APPLY

    def _policy_document(self, name: str, module: tuple[tuple[str, str], ...]) -> Any:
        """Return the document that a data source will make, from its statements."""
        change = self._data.get((module, f"aws_iam_policy_document.{name}"))
        if change is None:
            return AFTER_APPLY
        told = _mapping(change.get("change"))
        after, unknown = _mapping(told.get("after")), _mapping(told.get("after_unknown"))
        merged = dict(after)
        for key in ("statement", "source_policy_documents", "override_policy_documents"):
            merged[key] = self._merged(after.get(key), unknown.get(key, False), _NO_WORD, module)
        if any(merged[key] for key in ("source_policy_documents", "override_policy_documents")):
            return AFTER_APPLY
        statements = merged["statement"]
        if not isinstance(statements, list):
            return AFTER_APPLY
        return {"Version": "2012-10-17", "Statement": [_statement(each) for each in statements]}


_UNTRACED: Final[Mapping[str, Any]] = {"references": ()}
"""The expression of a part of a value that was written as a whole: it refers to nothing alone."""

_MOST_STEPS: Final = 20
"""How many modules a reference is followed through; deeper ones cannot be told."""


def _statement(told: Any) -> Any:
    """One statement of a policy document, from the arguments of the data source."""
    if not isinstance(told, Mapping):
        return AFTER_APPLY
    statement: dict[str, Any] = {"Effect": told.get("effect") or "Allow"}
    if told.get("sid"):
        statement["Sid"] = told["sid"]
    for name, key in (("actions", "Action"), ("not_actions", "NotAction")):
        if told.get(name):
            statement[key] = told[name]
    for name, key in (("resources", "Resource"), ("not_resources", "NotResource")):
        if told.get(name):
            statement[key] = _named(told[name])
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        who = told.get(name)
        if isinstance(who, Unknown):
            return who
        for each in who or ():
            kind, ids = each.get("type"), each.get("identifiers")
            if kind == "*" and ids == ["*"]:
                statement[key] = "*"
            else:
                statement.setdefault(key, {})[kind] = ids
    for each in told.get("condition") or ():
        statement.setdefault("Condition", {}).setdefault(each.get("test"), {})[
            each.get("variable")
        ] = each.get("values")
    return statement


def _named(resources: Any) -> Any:
    """Resources whose ARN is not known yet still name one thing each."""
    if isinstance(resources, Unknown):
        return ["<after apply>"]
    return ["<after apply>" if isinstance(each, Unknown) else each for each in resources]


def _bodies(written: Any, count: int) -> list[Any]:
    """The expressions of each block of a list; none where a dynamic block made them."""
    if isinstance(written, list):
        return written if len(written) == count else [_NO_WORD] * count
    if written is _ABSENT:
        # Nested blocks that the author did not write are computed, or made by a dynamic block.
        return [_NO_WORD] * count
    return [_UNTRACED if _is_expression(written) else written] * count


def _is_expression(written: Any) -> bool:
    return isinstance(written, Mapping) and written.keys() <= {"references", "constant_value"}


def _references(written: Any) -> tuple[str, ...]:
    told = _mapping(written).get("references")
    return tuple(name for name in told or () if isinstance(name, str))


def _whole(names: Sequence[str]) -> tuple[str, ...]:
    """Leave out the names that are only the beginning of another: `a.b` beside `a.b.id`."""
    return tuple(
        name
        for name in names
        if not any(other != name and other.startswith((f"{name}.", f"{name}[")) for other in names)
    )


def _module_path(change: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    told = change.get("module_address")
    found = _MODULE.findall(told) if isinstance(told, str) else ()
    return tuple((name, text or number) for name, text, number in found)


def _resources_below(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in module.get("resources") or ():
        yield _mapping(each)
    for child in module.get("child_modules") or ():
        yield from _resources_below(_mapping(child))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
