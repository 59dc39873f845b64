"""Laws: what holds for every policy, against a second evaluator that knows no shortcuts."""

import itertools
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posturewatch.domain.policy import Answer, MalformedPolicy, PolicyDocument, covers, matches

YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE
OWNER, OTHER = "111122223333", "444455556666"

# A small world. Its patterns overlap in every way that larger ones do.
ACTIONS = ["s3:get", "s3:put", "s3:getall", "iam:get", "iam:putuserpolicy", "sts:assumerole"]
RESOURCES = ["arn:aws:s3:::b", "arn:aws:s3:::b/x", "arn:aws:iam::1:user/x", "x"]
SITUATIONS: list[dict[str, str]] = [{}, {"k:who": "me"}, {"k:who": "you"}]

action_patterns = st.sampled_from(
    [
        "*",
        "*:*",
        "s3:*",
        "S3:Get",
        "s3:g?t*",
        "*get",
        "i*",
        "iam:Put*",
        "sts:*",
        "?*:?*",
        "s3:getall",
    ]
)
resource_patterns = st.sampled_from(
    ["*", "**", "arn:*", "arn:aws:s3:::b*", "arn:aws:s3:::b", "*x", "?", "arn:aws:*", "*/*"]
)
conditions = st.sampled_from(
    [
        {},
        {"StringEquals": {"k:who": "me"}},
        {"StringNotEquals": {"k:who": ["me"]}},
        {"StringLikeIfExists": {"K:Who": "m*"}},
        {"ForAllValues:StringEquals": {"k:who": "you"}},
        {"ForAnyValue:StringLike": {"k:who": "*"}},
        {"Null": {"k:who": "true"}},
        {"StringEquals": {"k:who": "me"}, "Null": {"k:who": "false"}},
    ]
)
principals = st.sampled_from(["*", {"AWS": "*"}, {"AWS": OTHER}, {"AWS": [OTHER, "*"]}])


@st.composite
def statements(
    draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny"), conditional: bool = True
) -> dict[str, Any]:
    def one_or_more(pattern: st.SearchStrategy[str]) -> object:
        return draw(pattern | st.lists(pattern, min_size=1, max_size=3))

    return {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): one_or_more(action_patterns),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): one_or_more(
            resource_patterns
        ),
        "Principal": draw(principals),
        "Condition": draw(conditions) if conditional else {},
    }


policies = st.lists(statements(), max_size=4)
unconditional = st.lists(statements(conditional=False), max_size=4)


def parse(listed: list[dict[str, Any]]) -> PolicyDocument:
    return PolicyDocument.parse({"Statement": listed})


def globbed(pattern: str, text: str) -> bool:
    parts = {"*": ".*", "?": "."}
    expression = "".join(parts.get(character) or re.escape(character) for character in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def condition_holds(operator: str, wanted: list[str], value: str | None) -> bool:
    if operator == "Null":
        return (value is None) == (wanted == ["true"])
    if value is None:
        passing = {"StringNotEquals", "StringLikeIfExists", "ForAllValues:StringEquals"}
        return operator in passing
    found = any(globbed(each, value) for each in wanted)
    return not found if operator == "StringNotEquals" else found


def permits(
    listed: list[dict[str, Any]],
    action: str,
    resource: str,
    situation: dict[str, str],
    concerns: Callable[[dict[str, Any]], bool] = lambda statement: True,
) -> bool:
    """Evaluate one request the way AWS documents it."""

    def applies(statement: dict[str, Any]) -> bool:
        def named(key: str, value: str) -> bool:
            lowered = [each.lower() if key == "Action" else each for each in named_in(key)]
            return any(globbed(each, value) for each in lowered)

        def named_in(key: str) -> list[str]:
            return as_list(statement.get(key) or statement[f"Not{key}"])

        return (
            concerns(statement)
            and named("Action", action) == ("Action" in statement)
            and named("Resource", resource) == ("Resource" in statement)
            and all(
                condition_holds(operator, as_list(wanted), situation.get(key.lower()))
                for operator, keys in statement["Condition"].items()
                for key, wanted in keys.items()
            )
        )

    effects = {statement["Effect"] for statement in listed if applies(statement)}
    return effects == {"Allow"}


def requests() -> Iterator[tuple[str, str, dict[str, str]]]:
    return itertools.product(ACTIONS, RESOURCES, SITUATIONS)


def questions(document: PolicyDocument) -> dict[str, object]:
    return {
        "admin": document.grants_admin(),
        "any": document.allows_on_any("s3:get"),
        "all": document.allows("s3:get"),
        "services": document.service_wildcards(),
        "escalations": document.escalations(),
        "public": document.public(OWNER).answer,
        "publicly": document.public(OWNER).actions,
        "outside": document.external_accounts(OWNER),
        "tls": document.requires_tls(),
        "version": document.minimum_tls(),
        "deputy": document.confused_deputy(),
        "anyone": document.trusts_anyone(),
        "accounts": document.trusted_accounts(OWNER),
    }


# --- patterns -------------------------------------------------------------------------------------

globs = st.text(alphabet="ab:*?", max_size=8)


@given(globs | st.text(max_size=6), st.text(alphabet="ab:\n", max_size=8) | st.text(max_size=6))
@example("*a*b*ab", "aababab")
@example("*", "\n")
def test_matching_equals_a_regular_expression(pattern: str, text: str) -> None:
    assert matches(pattern, text) is globbed(pattern, text)


SHORT_TEXTS = ["".join(each) for n in range(1, 8) for each in itertools.product("abx", repeat=n)]


@settings(deadline=None)
@given(st.text(alphabet="ab*?", max_size=4), st.text(alphabet="ab*?", min_size=1, max_size=4))
def test_covering_equals_trying_every_text(outer: str, inner: str) -> None:
    missed = [text for text in SHORT_TEXTS if globbed(inner, text) and not globbed(outer, text)]
    assert covers(outer, inner) is (NO if missed else YES)


# --- the second evaluator -------------------------------------------------------------------------


@given(policies)
def test_one_request_is_answered_as_aws_evaluates_it(listed: list[dict[str, Any]]) -> None:
    document = parse(listed)
    for action, resource in itertools.product(ACTIONS, RESOURCES):
        truths = {permits(listed, action, resource, situation) for situation in SITUATIONS}
        answer = document.allows(action, resource)
        # Never a claim that some situation refutes.
        assert answer is not NO or truths == {False}
        assert answer is not YES or truths == {True}


@given(unconditional)
def test_without_conditions_nothing_is_left_undecided(listed: list[dict[str, Any]]) -> None:
    document = parse(listed)
    for action, resource in itertools.product(ACTIONS, RESOURCES):
        assert document.allows(action, resource) is Answer.of(permits(listed, action, resource, {}))


@given(policies)
def test_a_no_is_never_refuted_by_an_allowed_request(listed: list[dict[str, Any]]) -> None:
    document = parse(listed)
    anyone = Answer.of(
        any(
            permits(listed, *request, concerns=lambda statement: "*" in str(statement["Principal"]))
            for request in requests()
            if request[2] == {}
        )
    )
    assert document.public().answer is not NO or anyone is NO
    for action in ACTIONS:
        allowed = [permits(listed, *request) for request in requests() if request[0] == action]
        assert document.allows_on_any(action) is not NO or not any(allowed)
        assert document.allows(action) is not YES or all(allowed)
    if not any(permits(listed, *request) for request in requests()):
        assert document.grants_admin() is not YES


@given(unconditional)
# What is left is no resource of IAM.
@example(
    [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::b*"},
    ]
)
def test_an_administrator_may_do_what_no_deny_takes_away(listed: list[dict[str, Any]]) -> None:
    document = parse(listed)
    allowing = [each for each in listed if each["Effect"] == "Allow"]
    if document.grants_admin() is YES:
        assert all(permits(allowing, *request) for request in requests())
        assert permits(listed, "iam:putuserpolicy", "x", {}) or document.escalations()
    if len(allowing) == len(listed):
        assert document.grants_admin() is document.allows("*:*")


# --- more statements ------------------------------------------------------------------------------


@given(policies, statements(effects=("Allow",)))
def test_one_more_allow_takes_nothing_away(
    listed: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    before, after = parse(listed), parse([*listed, more])
    for question in (
        PolicyDocument.grants_admin,
        PolicyDocument.trusts_anyone,
        PolicyDocument.confused_deputy,
        lambda document: document.public().answer,
        lambda document: document.allows("s3:get"),
        lambda document: document.allows_on_any("s3:get"),
    ):
        assert question(before) is not YES or question(after) is YES
        assert question(after) is not NO or question(before) is NO
    names = {each.name for each in before.escalations()}
    assert names <= {each.name for each in after.escalations()}
    assert set(before.external_accounts(OWNER)) <= set(after.external_accounts(OWNER))
    # What a Deny demands, no Allow lifts.
    assert before.requires_tls("arn:aws:s3:::b") is after.requires_tls("arn:aws:s3:::b")


@given(policies, statements(effects=("Deny",)))
def test_one_more_deny_grants_nothing(listed: list[dict[str, Any]], more: dict[str, Any]) -> None:
    before, after = parse(listed), parse([*listed, more])
    for question in (
        PolicyDocument.grants_admin,
        PolicyDocument.trusts_anyone,
        PolicyDocument.confused_deputy,
        lambda document: document.public().answer,
        lambda document: document.allows("s3:get"),
        lambda document: document.allows_on_any("s3:get"),
    ):
        assert question(before) is not NO or question(after) is NO
        assert question(after) is not YES or question(before) is YES
    names = {each.name for each in before.escalations()}
    assert names >= {each.name for each in after.escalations()}
    assert (
        after.requires_tls("arn:aws:s3:::b") is not NO
        or before.requires_tls("arn:aws:s3:::b") is NO
    )


# --- forms ----------------------------------------------------------------------------------------


@given(policies, st.randoms(use_true_random=False))
def test_the_form_of_a_document_changes_no_answer(
    listed: list[dict[str, Any]], shuffle: random.Random
) -> None:
    expected = questions(parse(listed))

    def listed_values(statement: dict[str, Any]) -> dict[str, Any]:
        lists = ("Action", "NotAction", "Resource", "NotResource")
        return {
            key: as_list(value)[::-1] if key in lists else value for key, value in statement.items()
        }

    shuffled = shuffle.sample(listed, len(listed))
    text = json.dumps({"Statement": listed})
    forms: list[Any] = [
        {"Version": "2012-10-17", "Statement": [listed_values(each) for each in listed]},
        {"Statement": shuffled},
        {"Statement": [*listed, *listed[:1]]},
        text,
        quote(text),
        json.dumps(text),
    ]
    if len(listed) == 1:
        forms.append({"Statement": listed[0]})
    for form in forms:
        found = questions(PolicyDocument.parse(form))
        assert found == expected


@given(policies, st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_the_case_of_actions_and_keys_changes_no_answer(
    listed: list[dict[str, Any]], change: Callable[[str], str]
) -> None:
    def changed(statement: dict[str, Any]) -> dict[str, Any]:
        for key in ("Action", "NotAction"):
            if key in statement:
                statement = statement | {key: [change(each) for each in as_list(statement[key])]}
        condition = {
            operator: {change(key): value for key, value in keys.items()}
            for operator, keys in statement["Condition"].items()
        }
        return statement | {"Condition": condition}

    expected, found = (
        {key: value for key, value in questions(document).items() if key != "publicly"}
        for document in (parse(listed), parse([changed(each) for each in listed]))
    )
    assert found == expected


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("*"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.sampled_from(["AWS", "Bool"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {"Effect": st.sampled_from(["Allow", "Deny"])},
        optional={
            "Sid": anything,
            "Action": anything,
            "NotAction": anything,
            "Resource": anything,
            "NotResource": anything,
            "Principal": anything,
            "NotPrincipal": anything,
            "Condition": anything,
        },
    )
    | anything
)
def test_whatever_is_not_a_policy_is_refused_and_the_rest_is_answered(statement: Any) -> None:
    try:
        document = PolicyDocument.parse({"Statement": statement})
    except MalformedPolicy:
        return
    assert len(questions(document)) == 13


@given(st.text() | st.binary())
def test_text_that_is_no_policy_is_refused(raw: Any) -> None:
    with pytest.raises(MalformedPolicy):
        PolicyDocument.parse(raw)
