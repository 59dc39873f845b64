"""Errors of the audited side are in the protocol of the service that was asked."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from botocore.parsers import create_parser
from botocore.session import get_session

from posturewatch_local.moto_launcher import WithoutServerErrors, error_document

CALLS = [
    ("ec2", "ec2", {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8"}),
    ("iam", "query", {"CONTENT_TYPE": "application/x-www-form-urlencoded"}),
    ("s3", "rest-xml", {}),
    ("s3-control", "rest-xml", {}),
    ("route53", "rest-xml", {}),
    ("dynamodb", "json", {"CONTENT_TYPE": "application/x-amz-json-1.0"}),
    ("eks", "rest-json", {}),
    ("cloudwatch", "smithy-rpc-v2-cbor", {"HTTP_SMITHY_PROTOCOL": "rpc-v2-cbor"}),
]


@pytest.mark.parametrize(("service", "protocol", "environ"), CALLS)
def test_the_sdk_reads_the_error(service: str, protocol: str, environ: dict[str, str]) -> None:
    name = {"s3-control": "s3control"}.get(service, service)
    model = get_session().get_service_model(name)
    operation = model.operation_model(model.operation_names[0])
    kind, body = error_document(service, environ, "the <message> & more")
    answer = {"status_code": 400, "headers": {"content-type": kind}, "body": body, "context": {}}
    parsed = create_parser(protocol).parse(answer, operation.output_shape)
    assert parsed["Error"]["Code"] == "NotImplemented"
    assert parsed["Error"]["Message"] == "the <message> & more"


def answer_of(status: str, body: bytes, **environ: Any) -> tuple[str, bytes]:
    def application(_: Any, start_response: Any) -> Iterable[bytes]:
        if status == "raise":
            raise NotImplementedError("The do_it action has not been implemented")
        start_response(status, [("Content-Type", "text/html")])
        return [body]

    seen: list[str] = []
    environment = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", **environ}
    parts = WithoutServerErrors(application)(
        environment, lambda status, headers, exc_info=None: seen.append(status)
    )
    return seen[0], b"".join(parts)


PAGE = b"<!doctype html>\n<title>404 Not Found</title>"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("raise", b""),
        ("500 Internal Server Error", PAGE),
        ("404 Not Found", PAGE),
        ("405 No", PAGE),
    ],
)
def test_what_moto_lacks_is_a_400(status: str, body: bytes) -> None:
    answered, document = answer_of(status, body)
    assert answered == "400 Bad Request"
    assert json.loads(document)["__type"] == "NotImplemented"


@pytest.mark.parametrize(
    ("status", "body", "environ"),
    [
        ("200 OK", b"<html>", {}),
        ("404 Not Found", b"<Error><Code>NoSuchBucket</Code></Error>", {}),
        ("404 Not Found", b"", {"REQUEST_METHOD": "HEAD"}),
        ("403 Forbidden", b"<Error/>", {}),
    ],
)
def test_what_moto_answers_is_left_alone(status: str, body: bytes, environ: dict[str, str]) -> None:
    assert answer_of(status, body, **environ) == (status, body)
