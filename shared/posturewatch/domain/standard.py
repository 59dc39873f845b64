"""Standards: what others require, and which of our controls speak to it.

A standard is one file; a new edition is another one and touches no control. What no setting of an
account can answer is listed too, with the reason, so that nobody takes silence for conformity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from posturewatch.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a standard.

    Args:
        id: Its number in the standard, exactly.
        title: What it asks for, in our own words.
        controls: The ids of the controls that speak to it.
        out_of_reach: Why no setting can answer it; empty where controls do.
    """

    id: str
    title: str
    controls: tuple[str, ...] = ()
    out_of_reach: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition of a standard.

    Args:
        name: Its name in files and reports, with the edition: `cis_aws_foundations_7.0.0`.
        title: What people call it.
        version: The edition.
        source: Where it is published.
        note: What its readers must know, such as that controls are only supporting evidence.
        requirements: Its requirements, in its order.
    """

    name: str
    title: str
    version: str
    source: str
    note: str
    requirements: tuple[Requirement, ...]

    def requirements_of(self, control: str) -> tuple[Requirement, ...]:
        """Return the requirements that a control speaks to."""
        return tuple(each for each in self.requirements if control in each.controls)

    @classmethod
    def parse(cls, document: Mapping[str, Any], *, name: str) -> Self:
        """Parse a standard from its TOML document.

        Raises:
            BadInput: A field is missing, a requirement stands twice, or one has neither controls
                nor a reason for having none, or both.
        """
        where = f"{name}.toml"
        try:
            requirements = tuple(
                Requirement(
                    str(told["id"]),
                    str(told["title"]),
                    tuple(told.get("controls", ())),
                    str(told.get("out_of_reach", "")),
                )
                for told in document["requirement"]
            )
            title, version = str(document["title"]), str(document["version"])
            source, note = str(document["source"]), str(document.get("note", ""))
        except KeyError as error:
            raise BadInput(f"{error.args[0]!r} is missing", where=where) from error
        ids = [each.id for each in requirements]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if twice:
            raise BadInput(f"requirements stand twice: {', '.join(twice)}", where=where)
        for each in requirements:
            if bool(each.controls) == bool(each.out_of_reach):
                raise BadInput(
                    "a requirement has either controls or a reason why it is out of reach",
                    where=f"{where}, {each.id}",
                )
            if len(set(each.controls)) < len(each.controls):
                raise BadInput("a control stands twice", where=f"{where}, {each.id}")
        return cls(name, title, version, source, note, requirements)
