"""Verdicts of the controls of HTTP and WebSocket APIs."""

import pytest

from posturewatch.controls.apigatewayv2 import api as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.apigatewayv2.api import Api, Route

PASSED, FAILED = Status.PASSED, Status.FAILED
ASKING = (Route(route="GET /a", authorization="JWT"), Route(route="OPTIONS /a"))
CHAT = Route(route="sendmessage")
HELD, LOOSE = Route(route="$connect", authorization="AWS_IAM"), Route(route="$connect")


def chat(*routes: Route) -> Api:
    return Api(protocol="WEBSOCKET", routes=routes)


CASES = [
    (controls.routes_authorized, Api(), PASSED),
    (controls.routes_authorized, Api(routes=ASKING), PASSED),
    (controls.routes_authorized, Api(routes=(*ASKING, Route(route="$default"))), FAILED),
    (controls.routes_authorized, Api(quick=True), FAILED),
    (controls.routes_authorized, Api(routes=(Route(route="GET /"),), imported=True), FAILED),
    (controls.routes_authorized, chat(HELD, CHAT), PASSED),
    (controls.routes_authorized, chat(LOOSE, CHAT), FAILED),
    (controls.routes_authorized, chat(CHAT), FAILED),
    (controls.origins_confined, Api(), PASSED),
    (controls.origins_confined, Api(origins=("https://www.example.com",)), PASSED),
    (controls.origins_confined, Api(origins=("https://www.example.com", "*")), FAILED),
    (controls.credentials_confined, Api(origins=("*",)), PASSED),
    (
        controls.credentials_confined,
        Api(origins=("https://www.example.com",), takes_credentials=True),
        PASSED,
    ),
    (
        controls.credentials_confined,
        Api(origins=("https://*",), takes_credentials=True),
        FAILED,
    ),
    (controls.default_endpoint_disabled, Api(default_endpoint_disabled=True), PASSED),
    (controls.default_endpoint_disabled, Api(), FAILED),
    (controls.owner_tagged, Api(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Api(), FAILED),
]


@pytest.mark.parametrize(("control", "api", "expected"), CASES)
def test_verdict(control, api, expected):
    assert control(api).status is expected


def test_routes_of_an_openapi_document_are_not_judged():
    with pytest.raises(UnknownValue):
        controls.routes_authorized(Api(routes=ASKING, imported=True))
