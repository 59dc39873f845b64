"""Children start healthy, and end with their parent however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from posturewatch_local import processes, sockets
from posturewatch_local.errors import EmbeddedAwsError, ProcessError
from posturewatch_local.ministack_launcher import ministack
from posturewatch_local.processes import ChildProcess, scrubbed_environment
from posturewatch_local.stack import EmbeddedAws

PARENT = """
import sys, time
from posturewatch_local.moto_launcher import moto
with moto() as child:
    print(child.pid, child.scratch, flush=True)
    time.sleep(60)
"""


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.integration
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_parent_that_is_ended_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pid, scratch = parent.stdout.readline().split()
        assert sockets.group_members(int(pid))
        parent.send_signal(number)
    assert eventually(lambda: not sockets.group_members(int(pid)))
    assert eventually(lambda: not Path(scratch).exists())


@pytest.mark.integration
def test_a_context_leaves_nothing() -> None:
    with ministack("111122223333") as child:
        pid, scratch = child.pid, child.scratch
        assert child.is_running()
        assert [listener.is_loopback for listener in child.listeners()] == [True]
    assert not child.is_running()
    assert not sockets.group_members(pid)
    assert not scratch.exists()


def test_a_child_that_ends_at_once_is_reported_with_its_output() -> None:
    child = ChildProcess(
        "broken", "posturewatch_local.no_such_module", settings={}, health_path="/"
    )
    with pytest.raises(ProcessError, match="No module named"):
        child.start()
    assert not child.is_running()


def test_a_child_that_does_not_get_healthy_is_ended(tmp_path: Path) -> None:
    child = ChildProcess(
        "mute",
        "http.server",  # takes no --port
        settings={},
        health_path="/",
        start_timeout=5,
    )
    with pytest.raises(ProcessError, match="ended while starting"):
        child.start()


def test_a_lost_port_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    free = processes.free_port()
    with socket_listening() as taken:
        ports = iter([taken, free])
        monkeypatch.setattr(processes, "free_port", lambda: next(ports))
        with ministack("111122223333") as child:
            assert child.port == free


class socket_listening:  # noqa: N801 - reads as what it does
    def __enter__(self) -> int:
        import socket

        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        port: int = self._socket.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def test_the_environment_of_a_child_is_scrubbed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SLACK_TOKEN", "secret")
    environment = scrubbed_environment(tmp_path, {"SETTING": "1"})
    assert environment["SETTING"] == "1"
    assert environment["HOME"] == environment["TMPDIR"] == str(tmp_path)
    assert "SLACK_TOKEN" not in environment
    assert not [name for name in environment if name.startswith("AWS_")]


def test_an_account_is_twelve_digits() -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        ministack("hub")
    with pytest.raises(ValueError, match="twelve digits"):
        EmbeddedAws(audited_account="1")


def test_without_a_template_there_is_no_deployment() -> None:
    with pytest.raises(EmbeddedAwsError, match="no template"):
        _ = EmbeddedAws().outputs


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.1.2.3", False),
    ],
)
def test_what_loopback_is(address: str, loopback: bool) -> None:
    assert sockets.Listener(1, address, 80).is_loopback is loopback


def test_own_listeners_are_found() -> None:
    with socket_listening() as port:
        found = sockets.listeners([os.getpid()])
    assert ("127.0.0.1", port) in [(listener.address, listener.port) for listener in found]
