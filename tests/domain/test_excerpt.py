"""Excerpts are short, readable, and hold no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.excerpt import HIDDEN, LEFT_OUT, MAX_EXCERPT, excerpt

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "value",
    [
        {"groupId": "sg-1", "ipPermissions": {"items": [{"fromPort": 22, "ipProtocol": "tcp"}]}},
        {"masterUsername": "admin", "passwordResetRequired": True, "httpTokens": "required"},
        {
            "apiKeyRequired": True,
            "secretId": "prod/db",
            "clientRequestToken": "9c1c",
            "contentType": "text/plain",
        },
        {"kmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
        {
            "allowUsersToChangePassword": None,
            "minimumPasswordLength": 14,
            "authorizationType": "IAM",
        },
        {"policyDocument": '{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}'},
    ],
)
def test_what_is_no_secret_is_shown(value: Any) -> None:
    assert json.loads(excerpt(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        {"masterUserPassword": SECRET},
        {"secretString": SECRET},
        {"containerDefinitions": [{"environment": [{"name": "DB", "value": SECRET}]}]},
        {"environment": {"variables": {"DB": SECRET}}},
        {"parameters": [{"parameterKey": "Db", "parameterValue": SECRET}]},
        {"headers": {"x-api": [SECRET]}},
        {"userData": SECRET},
        {"description": SECRET},
        {"description": f"the key is {SECRET}, keep it"},
        {"command": f"psql --host h password={SECRET}"},
        {"json": json.dumps({"password": SECRET})},
        {"url": f"https://ada:{SECRET[:12]}@example.com/{SECRET}"},
        {"certificate": f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}"},
        {"text": "x" * 190 + f" AKIAIOSFODNN7EXAMPLE {SECRET}"},
        {"sessionToken": 7, "pin": SECRET},
        {"x-api-key": SECRET},
        {"connectionString": f"Server=db;Pwd={SECRET}"},
    ],
)
def test_what_may_be_secret_is_hidden(value: Any) -> None:
    told = excerpt(value)
    assert HIDDEN in told
    assert not any(SECRET[n : n + 12] in told for n in range(len(SECRET) - 12))


def test_long_texts_and_lists_are_cut_and_say_so() -> None:
    told = json.loads(excerpt({"a": "x y " * 100, "b": list(range(100))}))
    assert told["a"].endswith(LEFT_OUT)
    assert told["b"][-1] == LEFT_OUT


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=400)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=30), st.dictionaries(st.text(max_size=90), inner, max_size=30)
    ),
    max_leaves=60,
)


@given(JSON)
def test_an_excerpt_of_anything_is_short(value: Any) -> None:
    assert len(excerpt(value)) <= MAX_EXCERPT


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert json.loads(excerpt({"\ud800": "a\udfff"})) == {"?": "a?"}


def test_a_record_as_large_as_they_come_and_as_deep() -> None:
    deep: Any = "end"
    for _ in range(5_000):
        deep = {"a": [deep]}
    assert LEFT_OUT in excerpt(deep)
    assert len(excerpt({"policyDocument": "x" * 262_144})) < MAX_EXCERPT
