"""Verdicts of the controls of GraphQL APIs."""

import pytest

from posturewatch.controls.appsync import graph_ql_api as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.appsync.graph_ql_api import GraphQLApi

PASSED, FAILED = Status.PASSED, Status.FAILED
IAM = GraphQLApi(authentication="AWS_IAM")
BOTH = GraphQLApi(authentication="AWS_IAM", more_authentications=("API_KEY",))

CASES = [
    (controls.no_api_key_authentication, IAM, PASSED),
    (controls.no_api_key_authentication, BOTH, PASSED),
    (controls.no_api_key_authentication, GraphQLApi(), FAILED),
    (controls.no_further_api_keys, IAM, PASSED),
    (controls.no_further_api_keys, BOTH, FAILED),
    (controls.field_logging_enabled, GraphQLApi(log_level="ERROR"), PASSED),
    (controls.field_logging_enabled, GraphQLApi(), FAILED),
    (controls.web_acl_attached, GraphQLApi(web_acl="arn:aws:wafv2:::webacl/a"), PASSED),
    (controls.web_acl_attached, GraphQLApi(visibility="PRIVATE"), PASSED),
    (controls.web_acl_attached, GraphQLApi(), FAILED),
    (controls.cache_encrypted_at_rest, GraphQLApi(), PASSED),
    (
        controls.cache_encrypted_at_rest,
        GraphQLApi(cached=True, cache_encrypted_at_rest=True),
        PASSED,
    ),
    (
        controls.cache_encrypted_at_rest,
        GraphQLApi(cached=True, cache_encrypted_in_transit=True),
        FAILED,
    ),
    (controls.cache_encrypted_in_transit, GraphQLApi(), PASSED),
    (
        controls.cache_encrypted_in_transit,
        GraphQLApi(cached=True, cache_encrypted_in_transit=True),
        PASSED,
    ),
    (
        controls.cache_encrypted_in_transit,
        GraphQLApi(cached=True, cache_encrypted_at_rest=True),
        FAILED,
    ),
    (controls.query_depth_limited, GraphQLApi(depth_limit=10), PASSED),
    (controls.query_depth_limited, GraphQLApi(), FAILED),
    (controls.introspection_disabled, GraphQLApi(introspection=False), PASSED),
    (controls.introspection_disabled, GraphQLApi(), FAILED),
    (controls.tracing_enabled, GraphQLApi(tracing=True), PASSED),
    (controls.tracing_enabled, GraphQLApi(), FAILED),
    (controls.owner_tagged, GraphQLApi(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, GraphQLApi(), FAILED),
]


@pytest.mark.parametrize(("control", "api", "expected"), CASES)
def test_verdict(control, api, expected):
    assert control(api).status is expected


def test_a_cache_that_nobody_told_of_is_never_good():
    for control in (controls.cache_encrypted_at_rest, controls.cache_encrypted_in_transit):
        with pytest.raises(UnknownValue):
            control(GraphQLApi(unknown={"cached": "config does not tell"}))
