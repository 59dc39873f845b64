"""What is changed in templates and answers because of MiniStack, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch_local import gaps
from posturewatch_local.errors import EmbeddedAwsError


def one(kind: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Resources": {"It": {"Type": kind, "Properties": properties, **more}}}


def test_streams_get_a_record_age_and_queues_do_not() -> None:
    mapping = "AWS::Lambda::EventSourceMapping"
    stream = gaps.adapt(one(mapping, {"StartingPosition": "LATEST", "MaximumRetryAttempts": 3}))
    assert stream["Resources"]["It"]["Properties"] == {
        "StartingPosition": "LATEST",
        "MaximumRetryAttempts": 3,
        "MaximumRecordAgeInSeconds": 60,
    }
    queue = one(mapping, {"BatchSize": 10})
    assert gaps.adapt(queue) == queue


def test_the_template_that_was_given_is_left_alone() -> None:
    template = one("AWS::Lambda::EventSourceMapping", {"StartingPosition": "LATEST"})
    before = json.dumps(template)
    gaps.adapt(template)
    assert json.dumps(template) == before


def test_a_bus_policy_is_left_out() -> None:
    adapted = gaps.adapt({"Resources": {"Members": {"Type": "AWS::Events::EventBusPolicy"}}})
    assert adapted["Resources"] == {}


def test_a_secret_is_referred_to_by_its_arn_and_nothing_else_is() -> None:
    template = one("AWS::SecretsManager::Secret", {"SecretString": "{}"})
    template["Resources"]["Role"] = {
        "Type": "AWS::IAM::Role",
        "Properties": {"Allowed": [{"Fn::If": ["HasIt", {"Ref": "It"}, {"Ref": "Queue"}]}]},
    }
    template["Outputs"] = {"Arn": {"Value": {"Ref": "It"}}}
    adapted = gaps.adapt(template)
    arn = {"Fn::GetAtt": ["It", "Id"]}
    role = adapted["Resources"]["Role"]["Properties"]
    assert role == {"Allowed": [{"Fn::If": ["HasIt", arn, {"Ref": "Queue"}]}]}
    assert adapted["Outputs"] == {"Arn": {"Value": arn}}


URI = {"Fn::Sub": "arn:…/functions/${F.Arn}/invocations"}
BODY = {
    "info": {"title": {"Ref": "AWS::StackName"}, "version": "1.0"},
    "paths": {
        "/posture/{account}": {
            "get": {
                "x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": URI},
                "security": [{"Jwt": ["posture/read"]}],
            },
            "parameters": [],
        },
        "/slack": {
            "post": {
                "x-amazon-apigateway-integration": {
                    "type": "aws_proxy",
                    "uri": URI,
                    "timeoutInMillis": 3000,
                },
                "security": [{"NONE": []}],
            }
        },
        "/admin": {
            "x-amazon-apigateway-any-method": {
                "x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": URI},
                "security": [{"AWS_IAM": []}],
            }
        },
        "/$default": {
            "x-amazon-apigateway-any-method": {
                "x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": URI},
                "isDefaultRoute": True,
            }
        },
    },
    "x-amazon-apigateway-cors": {"allowOrigins": ["*"], "maxAge": 300},
    "components": {
        "securitySchemes": {
            "AWS_IAM": {"x-amazon-apigateway-authtype": "awsSigv4"},
            "Jwt": {
                "x-amazon-apigateway-authorizer": {
                    "type": "jwt",
                    "identitySource": "$request.header.Authorization",
                    "jwtConfiguration": {"issuer": "https://i", "audience": ["a"]},
                }
            },
        }
    },
}


def test_the_routes_of_an_api_become_resources() -> None:
    adapted = gaps.adapt(one("AWS::ApiGatewayV2::Api", {"Body": BODY, "FailOnWarnings": True}))
    resources = adapted["Resources"]
    assert resources["It"]["Properties"] == {
        "Name": {"Ref": "AWS::StackName"},
        "ProtocolType": "HTTP",
        "CorsConfiguration": {"AllowOrigins": ["*"], "MaxAge": 300},
    }
    routes = {
        resource["Properties"]["RouteKey"]: resource["Properties"]
        for resource in resources.values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
    }
    assert set(routes) == {"GET /posture/{account}", "POST /slack", "ANY /admin", "$default"}
    assert routes["GET /posture/{account}"]["AuthorizationType"] == "JWT"
    assert routes["GET /posture/{account}"]["AuthorizationScopes"] == ["posture/read"]
    assert routes["GET /posture/{account}"]["AuthorizerId"] == {"Ref": "ItAuthorizerJwt"}
    assert routes["ANY /admin"]["AuthorizationType"] == "AWS_IAM"
    assert "AuthorizationType" not in routes["POST /slack"]
    target = routes["POST /slack"]["Target"]["Fn::Sub"].removeprefix("integrations/${").rstrip("}")
    assert resources[target]["Properties"]["TimeoutInMillis"] == 3000
    assert resources[target]["Properties"]["IntegrationUri"] == URI
    assert resources["ItAuthorizerJwt"]["Properties"] == {
        "ApiId": {"Ref": "It"},
        "Name": "Jwt",
        "AuthorizerType": "JWT",
        "IdentitySource": ["$request.header.Authorization"],
        "JwtConfiguration": {"Issuer": "https://i", "Audience": ["a"]},
    }


def test_the_resources_of_a_conditional_api_are_conditional() -> None:
    adapted = gaps.adapt(one("AWS::ApiGatewayV2::Api", {"Body": BODY}, Condition="HasApi"))
    assert {r["Condition"] for r in adapted["Resources"].values()} == {"HasApi"}


def test_the_route_of_a_conditional_function_is_conditional() -> None:
    def only_if(condition: str, part: dict[str, object]) -> dict[str, object]:
        return {"Fn::If": [condition, part, {"Ref": "AWS::NoValue"}]}

    operation = BODY["paths"]["/slack"]["post"]
    body = {
        **BODY,
        "paths": {
            "/slack": only_if("HasSlack", {"post": only_if("HasSlack", operation)}),
            "/posture": {"get": operation},
        },
    }
    adapted = gaps.adapt(one("AWS::ApiGatewayV2::Api", {"Body": body}))
    conditions = {
        resource["Properties"]["RouteKey"]: resource.get("Condition")
        for resource in adapted["Resources"].values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
    }
    assert conditions == {"POST /slack": "HasSlack", "GET /posture": None}


@pytest.mark.parametrize(
    ("body", "failures"),
    [
        ({"batchItemFailures": []}, []),
        ({"batchItemFailures": [{"itemIdentifier": "7"}]}, ["7"]),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, [""]),
        ('{"batchItemFailures": [{"itemIdentifier": "7"}]}', ["7"]),
        (None, []),
        ("plain text", []),
        ([1], []),
        ({"statusCode": 200}, []),
    ],
)
def test_reported_failures(body: Any, failures: list[str]) -> None:
    assert gaps.reported_failures(body) == failures


@pytest.mark.parametrize(
    ("failed", "position"), [(["1"], 0), (["3"], 2), (["3", "2"], 1), ([""], 0), (["9", "3"], 0)]
)
def test_reading_goes_on_from_the_first_failed_record(failed: list[str], position: int) -> None:
    assert gaps.first_failed(["1", "2", "3"], failed) == position


@given(st.lists(st.text(min_size=1), min_size=1, unique=True), st.data())
def test_no_failed_record_is_passed_over(sequence: list[str], data: st.DataObject) -> None:
    failed = data.draw(st.lists(st.sampled_from([*sequence, "", "unknown"]), min_size=1))
    position = gaps.first_failed(sequence, failed)
    assert not set(sequence[:position]) & set(failed)


CALL = {"recipientAccountId": "222233334444", "awsRegion": "eu-west-1"}
ITEM = {"configurationItem": {"awsAccountId": "222233334444", "awsRegion": "eu-west-1"}}
SUMMARY = {"configurationItemSummary": {"awsAccountId": "222233334444"}}


@pytest.mark.parametrize(
    ("source", "detail", "owner"),
    [
        ("aws.s3", json.dumps(CALL), {"Account": "222233334444", "Region": "eu-west-1"}),
        ("aws.config", ITEM, {"Account": "222233334444", "Region": "eu-west-1"}),
        ("aws.config", json.dumps(SUMMARY), {"Account": "222233334444"}),
        ("our.own", json.dumps(CALL), {}),
        ("aws.s3", "{", {}),
        ("aws.s3", "[]", {}),
        ("aws.s3", "{}", {}),
        # Config's first years held the item in a list.
        (
            "aws.config",
            {"configurationItem": [{"awsAccountId": "222233334444", "awsRegion": "eu-west-1"}]},
            {"Account": "222233334444", "Region": "eu-west-1"},
        ),
        ("aws.config", {"configurationItem": "none"}, {}),
    ],
)
def test_the_owner_of_an_event(source: str, detail: Any, owner: dict[str, str]) -> None:
    assert gaps.owner_of(source, detail) == owner


def test_another_release_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(gaps, "version", lambda _: "2.0.0")
    with pytest.raises(EmbeddedAwsError, match=r"MiniStack 2\.0\.0 is installed"):
        gaps.close_inside(interpreter=tmp_path, layers=tmp_path)


def test_every_gap_says_why_and_what_is_done() -> None:
    all_gaps = [*gaps.INSIDE, *gaps.IN_TEMPLATE, *gaps.AFTERWARDS]
    assert len({gap.name for gap in all_gaps}) == len(all_gaps)
    assert all(gap.why.endswith(".") and gap.remedy.endswith(".") for gap in all_gaps)


def test_a_concurrency_that_a_parameter_says_becomes_a_number() -> None:
    made: list[dict[str, Any]] = []

    class Lambda:
        def update_event_source_mapping(self, **asked: Any) -> None:
            made.append(asked)

    def mapping(most: Any) -> dict[str, Any]:
        properties = {"ScalingConfig": {"MaximumConcurrency": most}}
        return {"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}

    declared = {"Told": mapping({"Ref": "Workers"}), "Fixed": mapping(3)}
    gaps.complete(lambda _: Lambda(), declared, {"Told": "id-1", "Fixed": "id-2", "Workers": "7"})
    assert made == [{"UUID": "id-1", "ScalingConfig": {"MaximumConcurrency": 7}}]
