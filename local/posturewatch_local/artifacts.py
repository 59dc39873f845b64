"""Builds what the template's functions and layers run, as archives for Lambda.

Dependencies are installed with this interpreter, because MiniStack runs functions with it, whatever
the template's runtime says. They are kept between runs, by a hash of their lock and the
interpreter; our own sources never are.
"""

from __future__ import annotations

import compileall
import hashlib
import io
import os
import platform
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from posturewatch_local.errors import DeployError

Progress = Callable[[str], None]

_REQUIREMENTS = "requirements.txt"
_NOT_SHIPPED = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


def function_archive(folder: Path) -> bytes:
    """The archive of a function's folder.

    Raises:
        DeployError: The folder does not exist, or has requirements of its own.
    """
    if not folder.is_dir():
        raise DeployError("building a function", [f"there is no folder {folder}"])
    if (folder / _REQUIREMENTS).exists():
        problem = f"{folder / _REQUIREMENTS}: a door has no requirements of its own, the layer has"
        raise DeployError("building a function", [problem])
    return _archive(_files(folder))


def layer_archive(folder: Path, *, cache: Path, progress: Progress) -> bytes:
    """The archive of a layer: its requirements installed, and everything else in its folder.

    Args:
        folder: What the template's `ContentUri` names.
        cache: The folder where installed requirements are kept between runs.
        progress: Is told when requirements have to be installed, which takes a while.
    """
    if not folder.is_dir():
        raise DeployError("building a layer", [f"there is no folder {folder}"])
    content = {f"python/{name}": path for name, path in _files(folder).items()}
    content.pop(f"python/{_REQUIREMENTS}", None)
    requirements = folder / _REQUIREMENTS
    if requirements.exists():
        installed = _installed(requirements, cache, progress)
        content |= {
            f"python/{name}": path for name, path in _files(installed, all_of_it=True).items()
        }
    return _archive(content)


def _installed(requirements: Path, cache: Path, progress: Progress) -> Path:
    """The folder with these requirements, made now or earlier."""
    about = "\0".join(
        (requirements.read_text(), sys.implementation.cache_tag, sys.platform, platform.machine())
    )
    target = cache / f"layer-{hashlib.sha256(about.encode()).hexdigest()[:16]}"
    if target.is_dir():
        return target
    progress("Installing the layer's requirements (once)")
    cache.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix="layer-", dir=cache))
    try:
        _install(requirements, staging)
        # Archives do not keep times, so only bytecode that ignores them is of use after unpacking.
        compileall.compile_dir(
            staging, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
        _publish(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target


def _install(requirements: Path, target: Path) -> None:
    # --no-deps: the lock is complete, less what Lambda's runtime brings along.
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-compile", "--only-binary", ":all:"]
    command += ["--target", str(target), "--requirement", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeployError("installing the layer's requirements", [done.stderr.strip()[-2000:]])


def _publish(staging: Path, target: Path) -> None:
    """Move in one step; if another run was faster, its result is as good."""
    try:
        staging.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def _files(folder: Path, *, all_of_it: bool = False) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in _walk(folder, all_of_it)}


def _walk(folder: Path, all_of_it: bool) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if all_of_it or name not in _NOT_SHIPPED)
        for name in sorted(names):
            yield Path(root) / name


def _archive(files: dict[str, Path]) -> bytes:
    """Equal content gives equal bytes, so that an unchanged layer is not unpacked again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
