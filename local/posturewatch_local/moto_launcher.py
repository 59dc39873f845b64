"""Runs the audited accounts on moto.

Differences from `moto_server`: an operation that moto lacks answers a 400 in the service's own
protocol instead of an HTML page with status 500, which SDKs would retry; and IAM users, keys and
roles can be made old, which no AWS API can. Regions that an account has not opted in to are not
shown, buckets are listed with their region, and credential reports are of the time when they are
fetched, all as on AWS. The account of a call is the one whose role was assumed for it.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import struct
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from posturewatch_local import lifeline
from posturewatch_local.processes import LOOPBACK, ChildProcess

HEALTH_PATH = "/_posturewatch/health"
BACKDATE_PATH = "/_posturewatch/backdate"
NOT_IMPLEMENTED = "NotImplemented"
"""The error code of an operation that moto lacks."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_XML_SERVICES = frozenset({"s3", "s3-control", "route53", "cloudfront"})
_SETTINGS = {
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # 1,300 AMI snapshots would look like ours
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    # moto makes SDK clients of its own
    "AWS_ACCESS_KEY_ID": "moto",
    "AWS_SECRET_ACCESS_KEY": "moto",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def moto() -> ChildProcess:
    """A moto server as a child. MOTO_ACCOUNT_ID is not set: it would melt all accounts into one."""
    return ChildProcess(
        "moto",
        "posturewatch_local.moto_launcher",
        settings=_SETTINGS,
        health_path=HEALTH_PATH,
        stop_grace=0.5,
    )


class WithoutServerErrors:
    """Turns the pages that stand for an operation that moto lacks into errors without retries."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started: list[Any] = []
        kept: list[bytes] = []

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
            started[:] = [status, headers]
            return kept.append

        try:
            answer = self._application(environ, start)
            try:
                body = b"".join([*kept, *answer])
            finally:
                if hasattr(answer, "close"):
                    answer.close()
            status, headers = started
        except Exception as error:  # noqa: BLE001 - whatever moto raises, it could not answer
            return _refuse(environ, start_response, f"{type(error).__name__}: {error}")
        if _is_lack(environ, status, body):
            return _refuse(environ, start_response, f"the emulator answered {status}")
        start_response(status, headers)
        return [body]


def _is_lack(environ: Environ, status: str, body: bytes) -> bool:
    if status.startswith("5"):
        return True
    if not status.startswith(("404", "405")) or environ["REQUEST_METHOD"] == "HEAD":
        return False
    # Flask's own page means that no route exists; a missing resource is answered by the service in
    # XML or JSON.
    return body.lstrip()[:14].lower() == b"<!doctype html"


def _refuse(environ: Environ, start_response: StartResponse, reason: str) -> Iterable[bytes]:
    service = _service(environ)
    what = environ.get("HTTP_X_AMZ_TARGET") or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    message = f"Not implemented by the emulator: {service} {what} ({reason})"
    kind, body = error_document(service, environ, message)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("x-amzn-errortype", NOT_IMPLEMENTED),
    ]
    if environ.get("HTTP_SMITHY_PROTOCOL"):
        headers.append(("smithy-protocol", environ["HTTP_SMITHY_PROTOCOL"]))
    start_response("400 Bad Request", headers)
    return [body]


def error_document(service: str, environ: Environ, message: str) -> tuple[str, bytes]:
    """The content type and body of an error, in the protocol that the request was made in."""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0]
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return "application/cbor", _cbor_map({"__type": NOT_IMPLEMENTED, "message": message})
    error = f"<Error><Code>{NOT_IMPLEMENTED}</Code><Message>{escape(message)}</Message></Error>"
    if kind == "application/x-www-form-urlencoded" and service == "ec2":
        xml = f"<Response><Errors>{error}</Errors><RequestID>none</RequestID></Response>"
        return "text/xml", xml.encode()
    if kind == "application/x-www-form-urlencoded":
        return "text/xml", f"<ErrorResponse>{error}</ErrorResponse>".encode()
    if service == "s3":
        return "application/xml", error.encode()
    if service in _XML_SERVICES:
        return "application/xml", f"<ErrorResponse>{error}</ErrorResponse>".encode()
    document = {"__type": NOT_IMPLEMENTED, "message": message}
    return "application/json", json.dumps(document).encode()


def _service(environ: Environ) -> str:
    """The service that the request was signed for."""
    _, _, credential = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")
    scope = credential.partition(",")[0].split("/")
    service = scope[3] if len(scope) == 5 else "unknown"
    if service == "s3" and environ["PATH_INFO"].startswith("/v20180820/"):
        return "s3-control"
    return service


def _cbor_map(document: dict[str, str]) -> bytes:
    """The few bytes of CBOR that an error takes."""
    out = bytes([0xA0 | len(document)])
    for key, value in document.items():
        for text in (key.encode(), value.encode()):
            out += struct.pack(">BH", 0x79, len(text)) + text
    return out


class WithDoors:
    """Adds the doors that are ours: health, and making IAM resources older."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path == HEALTH_PATH:
            return _answer(start_response, "200 OK", {"status": "ok"})
        if path != BACKDATE_PATH:
            return self._application(environ, start_response)
        if environ["REQUEST_METHOD"] != "POST":
            return _answer(start_response, "405 Method Not Allowed", {"error": "use POST"})
        from posturewatch_local.backdate import CannotBackdate, backdate

        length = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            changed = backdate(json.loads(environ["wsgi.input"].read(length)))
        except (CannotBackdate, ValueError) as error:
            return _answer(start_response, "400 Bad Request", {"error": str(error)})
        return _answer(start_response, "200 OK", {"changed": changed})


def _answer(start_response: StartResponse, status: str, document: dict[str, Any]) -> list[bytes]:
    body = json.dumps(document).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]


def _answer_as_aws() -> None:
    """Close what moto leaves out of some answers, or puts into them."""
    from moto.core.responses import ActionResult
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
    from moto.iam.responses import IamResponse
    from moto.s3.responses import S3Response

    all_buckets, credential_report = S3Response.all_buckets, IamResponse.get_credential_report

    def listed(self: Any) -> Any:
        serialized = self.serialized

        def with_regions(answer: Any) -> Any:
            for bucket in answer.result["Buckets"]:
                bucket["BucketRegion"] = self.backend.buckets[bucket["Name"]].region_name
            return serialized(answer)

        self.serialized = with_regions
        return all_buckets(self)

    def reported(self: Any) -> Any:
        answer: Any = credential_report(self).result
        return ActionResult({**answer, "GeneratedTime": datetime.now(UTC)})

    S3Response.all_buckets = listed  # type: ignore[method-assign]
    IamResponse.get_credential_report = reported  # type: ignore[method-assign]
    RegionsAndZonesBackend.regions = [
        region
        for region in RegionsAndZonesBackend.regions
        if region.opt_in_status != "not-opted-in"
    ]


def application() -> Application:
    """The whole WSGI application."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    _answer_as_aws()

    def create(service: Any) -> Any:
        app = create_backend_app(service)
        app.debug = False
        app.config["PROPAGATE_EXCEPTIONS"] = True
        return app

    return WithDoors(WithoutServerErrors(DomainDispatcherApplication(create)))


def main() -> None:
    """Run until the parent ends or says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port: int = parser.parse_args().port
    lifeline.hold()
    from moto.moto_server.werkzeug_app import MotoRequestHandler
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    os.environ["MOTO_PORT"] = str(port)
    server = make_server(
        LOOPBACK, port, application(), threaded=True, request_handler=MotoRequestHandler
    )
    server.serve_forever()


if __name__ == "__main__":
    main()
