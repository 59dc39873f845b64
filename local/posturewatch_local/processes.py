"""Child processes that start on a free loopback port, prove that they are healthy, and always end.

A child lives in a process group of its own, with a scrubbed environment and a scratch folder that
is its home, its temporary folder and its state. It ends with its parent, however the parent ends:
by the context manager, by an exception (Ctrl-C), or through the `lifeline` when the parent is
killed.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from posturewatch_local import sockets
from posturewatch_local.errors import ProcessError
from posturewatch_local.lifeline import SCRATCH_VARIABLE

LOOPBACK = "127.0.0.1"

_log = logging.getLogger(__name__)
_INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
_POLL_SECONDS = 0.02
_PORT_ATTEMPTS = 3
_EMPTY_SECONDS = 2.0
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def scrubbed_environment(scratch: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a child: a few harmless variables, its own folders, the settings."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {
        **inherited,
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "TZ": "UTC",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(_package_roots()),
        SCRATCH_VARIABLE: str(scratch),
        **settings,
    }


def _package_roots() -> list[str]:
    """Where this package and the product's are found, so that a child finds them too."""
    import posturewatch

    roots = [Path(__file__).parents[1]]
    roots.extend(Path(path).parent for path in posturewatch.__path__)
    return [str(root) for root in roots]


class ChildProcess:
    """One launcher module, run as a child for as long as the context lasts.

    Args:
        name: What to call it in messages.
        module: The module to run with `python -m`; it must take `--port` and call
            `lifeline.hold()`.
        settings: Environment variables; nothing else but a few harmless ones is passed on.
        arguments: Further command line arguments.
        health_path: Answers 200 as soon as the child is ready.
        start_timeout: How many seconds it may take until it is healthy.
        stop_grace: How many seconds it has between SIGTERM and SIGKILL.
    """

    def __init__(
        self,
        name: str,
        module: str,
        *,
        settings: Mapping[str, str],
        arguments: Sequence[str] = (),
        health_path: str,
        start_timeout: float = 30.0,
        stop_grace: float = 2.0,
    ) -> None:
        self.name = name
        self.port = 0
        self._module = module
        self._settings = dict(settings)
        self._arguments = tuple(arguments)
        self._health_path = health_path
        self._start_timeout = start_timeout
        self._stop_grace = stop_grace
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id, which is also the id of its process group."""
        if self._process is None:
            raise ProcessError(f"{self.name} is not running")
        return self._process.pid

    @property
    def scratch(self) -> Path:
        """The folder that belongs to it and ends with it."""
        if self._scratch is None:
            raise ProcessError(f"{self.name} is not running")
        return self._scratch

    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and not self._has_ended()

    def output(self, lines: int = 40) -> str:
        """The last lines that it wrote."""
        if self._scratch is None:
            return ""
        path = self._scratch / "output.log"
        if not path.exists():
            return ""
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])

    def listeners(self) -> list[sockets.Listener]:
        """Every socket on which it or one of its descendants listens."""
        return sockets.listeners(sockets.group_members(self.pid))

    def start(self) -> None:
        """Start it and wait until it is healthy; a port lost to somebody else is tried again."""
        if self._process is not None:
            raise ProcessError(f"{self.name} is already running")
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            try:
                self._spawn()
                self._wait_until_healthy()
                return
            except ProcessError:
                lost_port = self._has_ended() and "in use" in self.output().lower()
                self.stop()
                if not lost_port or attempt == _PORT_ATTEMPTS:
                    raise
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """End the whole process group and remove what it left; harmless when it is not running."""
        process, self._process = self._process, None
        scratch, self._scratch = self._scratch, None
        if process is not None:
            self._end(process)
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)

    def _spawn(self) -> None:
        self.port = free_port()
        self._scratch = Path(tempfile.mkdtemp(prefix=f"posturewatch-{self.name}-"))
        command = [sys.executable, "-m", self._module, "--port", str(self.port), *self._arguments]
        with (self._scratch / "output.log").open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # the lifeline: it closes when this process ends
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._scratch,
                env=scrubbed_environment(self._scratch, self._settings),
                start_new_session=True,
            )

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + self._start_timeout
        while True:
            if self._has_ended():
                raise ProcessError(f"{self.name} ended while starting:\n{self.output()}")
            if self._is_healthy() and self._owns_its_port():
                return
            if time.monotonic() > deadline:
                seconds = f"{self._start_timeout:g} s"
                raise ProcessError(f"{self.name} not healthy after {seconds}:\n{self.output()}")
            time.sleep(_POLL_SECONDS)

    def _is_healthy(self) -> bool:
        try:
            with _DIRECT.open(self.url + self._health_path, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _owns_its_port(self) -> bool:
        """Whether the answer came from our child, and not from whoever took the port first."""
        if not sockets.readable():
            return True
        return any(listener.port == self.port for listener in self.listeners())

    def _has_ended(self) -> bool:
        """Look without reaping: while the zombie lasts, its group id cannot be given to another."""
        process = self._process
        if process is None:
            return True
        if process.returncode is not None or not hasattr(os, "waitid"):
            return process.poll() is not None
        state = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return state is not None

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        try:
            if not self._has_ended():
                _signal_group(process.pid, signal.SIGTERM)
                deadline = time.monotonic() + self._stop_grace
                while not self._has_ended() and time.monotonic() < deadline:
                    time.sleep(_POLL_SECONDS)
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
            _wait_until_empty(process.pid)
        finally:
            self._process = None
            if process.stdin is not None:
                process.stdin.close()
        _log.debug("%s ended", self.name)


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        # Nobody is left in the group, or (macOS) only zombies are.
        return


def _wait_until_empty(group: int) -> None:
    """Let the killed descendants disappear, so that none writes into the folder being removed."""
    deadline = time.monotonic() + _EMPTY_SECONDS
    while sockets.readable() and sockets.group_members(group) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
