"""Where a report goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from posturewatch.domain.errors import BadInput

STDOUT = "-"


class Output:
    """Takes one text, or many. That it can be written is found out on entering, before any work.

    Args:
        path: The file; None or `-` is standard output.
    """

    def __init__(self, path: str | None) -> None:
        self._path = None if path in (None, STDOUT) else Path(str(path)).resolve()
        self._draft: Path | None = None
        self._parts: BinaryIO | None = None

    @property
    def is_file(self) -> bool:
        """Whether it is a file."""
        return self._path is not None

    def __enter__(self) -> Self:
        """Make sure that the file can be written.

        Raises:
            BadInput: It cannot be.
        """
        path = self._path
        if path is None:
            return self
        try:
            mode = path.stat().st_mode if path.exists() else None
            if mode is not None and stat.S_ISDIR(mode):
                raise BadInput("is a directory", where=f"--output {path}")
            if mode is not None and not os.access(path, os.W_OK):
                raise BadInput("cannot be written", where=f"--output {path}")
            if mode is None or stat.S_ISREG(mode):
                handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
                os.close(handle)
                self._draft = Path(name)
                self._draft.chmod(_usual_mode() if mode is None else stat.S_IMODE(mode))
        except (OSError, ValueError) as error:
            raise _unwritable(path, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._parts is not None:
            with suppress(OSError):
                self._parts.close()
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)

    def write(self, text: str) -> None:
        """Write the text, as UTF-8.

        Raises:
            BadInput: The disk is full, or the file cannot be put in its place.
        """
        # Half of a surrogate pair is in no encoding.
        data = text.encode("utf-8", "replace")
        if self._path is None:
            _to_stdout(data)
            return
        try:
            if self._draft is None:
                self._path.write_bytes(data)  # a device or a pipe: there is nothing to replace
            else:
                self._draft.write_bytes(data)
                self._draft.replace(self._path)
                self._draft = None
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def append(self, text: str) -> None:
        """Write a part of the text; the file is in its place once `finish` is called.

        Raises:
            BadInput: The disk is full, or the file cannot be written.
        """
        data = text.encode("utf-8", "replace")
        if self._path is None:
            _to_stdout(data)
            return
        try:
            if self._parts is None:
                self._parts = (self._draft or self._path).open("wb")
            self._parts.write(data)
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def finish(self) -> None:
        """Put what was appended in its place.

        Raises:
            BadInput: The disk is full, or the file cannot be put in its place.
        """
        if self._path is None or self._parts is None:
            return
        try:
            self._parts.close()
            if self._draft is not None:
                self._draft.replace(self._path)
                self._draft = None
        except OSError as error:
            raise _unwritable(self._path, error) from error


def _to_stdout(data: bytes) -> None:
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        sys.stdout.write(data.decode())
    else:
        sys.stdout.flush()
        raw.write(data)
    sys.stdout.flush()


def _usual_mode() -> int:
    """Return the mode of a new file, which only setting the mask tells."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(path: Path, error: Exception) -> BadInput:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return BadInput(f"cannot be written: {why}", where=f"--output {path}")
