"""A gate in front of the audited side: it sees every call of the deployed functions.

It passes requests on as they are, remembers them, and on demand keeps some waiting or denies them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """One call of a function on the audited side."""

    service: str
    """As the credentials name it, such as `ec2`."""
    region: str
    operation: str
    """`DescribeSecurityGroups` where the protocol tells, else the method and path."""
    body: str
    caller: tuple[str, int]
    """Where the call came from: tells the process that makes it."""


@dataclass
class Hold:
    """Calls that are kept waiting."""

    accept: Callable[[Request], bool]
    caught: threading.Event
    released: threading.Event


class Gate:
    """The gate; `target` is where the calls really go, and is told once that is known."""

    def __init__(self) -> None:
        self.target = ""
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._holds: list[Hold] = []
        self._denied: list[Callable[[Request], bool]] = []
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler_for(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for hold in self._holds:
            hold.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def requests(self) -> list[Request]:
        """Every call so far, without those for credentials."""
        with self._lock:
            return [request for request in self._requests if request.service != "sts"]

    @property
    def assumed(self) -> list[dict[str, str]]:
        """What was said whenever a role was taken on."""
        with self._lock:
            bodies = [x.body for x in self._requests if x.operation == "AssumeRole"]
        return [{name: told[0] for name, told in parse_qs(body).items()} for body in bodies]

    def naming(self, text: str) -> list[Request]:
        """The calls that name something."""
        return [x for x in self.requests if text in x.body or text in x.operation]

    @contextmanager
    def holding(self, accept: Callable[[Request], bool]) -> Iterator[Hold]:
        """Keep the calls that `accept` likes waiting until the end of the context."""
        hold = Hold(accept, threading.Event(), threading.Event())
        with self._lock:
            self._holds.append(hold)
        try:
            yield hold
        finally:
            with self._lock:
                self._holds.remove(hold)
            hold.released.set()

    @contextmanager
    def denying(self, accept: Callable[[Request], bool]) -> Iterator[None]:
        """Refuse the calls that `accept` likes, until the end of the context."""
        with self._lock:
            self._denied.append(accept)
        try:
            yield
        finally:
            with self._lock:
                self._denied.remove(accept)

    def admit(self, request: Request) -> bool:
        """Remember a call, let it wait if it has to, and say whether it is passed on."""
        with self._lock:
            self._requests.append(request)
            holds = [hold for hold in self._holds if hold.accept(request)]
            denied = any(accept(request) for accept in self._denied)
        for hold in holds:
            hold.caught.set()
            hold.released.wait(60)
        return not denied


_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
_DENIED = (
    b"<Response><Errors><Error><Code>UnauthorizedOperation</Code>"
    b"<Message>denied by the gate</Message></Error></Errors></Response>"
)


def _handler_for(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not gate.admit(self._request(body)):
                self._answer(403, {"Content-Type": "text/xml"}, _DENIED)
                return
            connection = HTTPConnection(gate.target.removeprefix("http://"), timeout=60)
            try:
                connection.request(self.command, self.path, body, dict(self.headers.items()))
                response = connection.getresponse()
                self._answer(response.status, dict(response.getheaders()), response.read())
            finally:
                connection.close()

        def _request(self, body: bytes) -> Request:
            scope = _SCOPE.search(self.headers.get("Authorization", ""))
            text = body.decode("utf-8", "replace")
            target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            action = parse_qs(text).get("Action", [""])[0] if text.startswith("Action=") else ""
            region, service = scope.groups() if scope else ("", "sts")
            return Request(
                service,
                region,
                target or action or f"{self.command} {self.path}",
                text,
                self.client_address,
            )

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            try:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                # Whoever asked has been killed meanwhile, which is what some tests are about.
                self.close_connection = True

    for method in ("GET", "POST", "PUT", "HEAD", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._pass_on)
    return Handler
