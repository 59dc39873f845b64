"""What the audited side's clients know of AWS's APIs: the reads, without their documentation.

botocore's models are most of what a sweep keeps in memory, and reading them is most of what a
client takes to be made. Here they are read once for all sessions of a process, and hold what reads
need: a client made of them has no method that changes anything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import boto3
import botocore.session
from botocore.loaders import JSONFileLoader, Loader

READS: Final = ("AssumeRole", "BatchGet", "Describe", "Generate", "Get", "Head", "List")
"""How the names of the operations begin that the audited side is asked."""


class _Files(JSONFileLoader):  # type: ignore[misc] # botocore has no types
    """Reads the files of models into plain dictionaries, which take less than ordered ones."""

    def _load_file(self, full_path: str, open_method: Callable[..., Any]) -> Any:
        path = Path(full_path)
        if not path.is_file():
            return None
        with open_method(path, "rb") as file:
            model = json.loads(file.read())
        return _reads(model) if path.name.startswith("service-2.json") else model


class ReadModels(Loader):  # type: ignore[misc] # botocore has no types
    """botocore's loader, for reads."""

    FILE_LOADER_CLASS = _Files

    @property
    def search_paths(self) -> list[str]:
        """Where models are: a copy, to which each session of boto3 adds its own in vain."""
        return [*self._search_paths]

    @cache  # noqa: B019 # there are as many loaders as data paths: one
    def list_available_services(self, type_name: str) -> list[str]:
        """Return the names that may be services; botocore would look into each of 400 folders."""
        folders = map(Path, self._potential_locations())
        return sorted({path.name for folder in folders for path in folder.iterdir()})


def _reads(model: dict[str, Any]) -> dict[str, Any]:
    """Return a service's model with nothing but its reads and the shapes that they need."""
    operations = {
        name: operation for name, operation in model["operations"].items() if name.startswith(READS)
    }
    waiting = [part for each in operations.values() for part in _parts_of_operation(each)]
    shapes: dict[str, Any] = {}
    while waiting:
        name = waiting.pop()["shape"]
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            parts = _parts_of_shape(shapes[name])
            for part in (shapes[name], *parts):
                part.pop("documentation", None)
            waiting += parts
    for operation in operations.values():
        operation.pop("documentation", None)
    return {**model, "documentation": "", "operations": operations, "shapes": shapes}


def _parts_of_operation(operation: dict[str, Any]) -> list[dict[str, Any]]:
    named = [operation[part] for part in ("input", "output") if part in operation]
    return [*named, *operation.get("errors", ())]


def _parts_of_shape(shape: dict[str, Any]) -> list[dict[str, Any]]:
    named = [shape[part] for part in ("member", "key", "value") if part in shape]
    return [*named, *shape.get("members", {}).values()]


@cache
def read_models(data_path: str | None) -> ReadModels:
    """Return the loader of the process.

    Args:
        data_path: Where else models are, as AWS's configuration says it: `AWS_DATA_PATH`.
    """
    named = filter(None, (data_path or "").split(os.pathsep))
    more = [str(Path(os.path.expandvars(path)).expanduser()) for path in named]
    return ReadModels(extra_search_paths=more)


def reading_session(**options: Any) -> boto3.Session:
    """Return a session whose clients can read and nothing else.

    Args:
        options: As `boto3.Session` takes them.
    """
    session = botocore.session.Session()
    profile = options.get("profile_name")
    if profile is not None:
        session.set_config_variable("profile", profile)
    session.register_component("data_loader", read_models(session.get_config_variable("data_path")))
    return boto3.Session(botocore_session=session, **options)
