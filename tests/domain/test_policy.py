import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from posturewatch.domain.policy import (
    Answer,
    MalformedPolicy,
    PolicyDocument,
    Principals,
    all_of,
    any_of,
    covers,
    inversions,
    matches,
)

YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE
OWNER, OTHER = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"
BOTH = [BUCKET, f"{BUCKET}/*"]
CANONICAL = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
GITHUB = "token.actions.githubusercontent.com"


def policy(*statements: dict[str, Any]) -> PolicyDocument:
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: object = "*", resource: object = "*", **others: object) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def deny(action: object = "*", resource: object = "*", **others: object) -> dict[str, Any]:
    return {**allow(action, resource, **others), "Effect": "Deny"}


def given(**operators: object) -> dict[str, object]:
    return {"Condition": operators}


def bucket_policy(condition: object = None, **others: object) -> dict[str, Any]:
    statement = {"Sid": "Open", **allow("s3:PutObject", f"{BUCKET}/*", Principal="*"), **others}
    return statement | ({} if condition is None else {"Condition": condition})


def trust(principal: object, condition: object = None, **others: object) -> dict[str, Any]:
    actions = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    statement = {"Effect": "Allow", "Principal": principal, "Action": actions, **others}
    return statement | ({} if condition is None else {"Condition": condition})


# --- answers --------------------------------------------------------------------------------------


def test_an_answer_has_no_truth_value() -> None:
    for answer in Answer:
        with pytest.raises(TypeError, match="three values"):
            bool(answer)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, MAYBE, MAYBE, YES),
        (YES, NO, NO, YES),
        (MAYBE, MAYBE, MAYBE, MAYBE),
        (MAYBE, NO, NO, MAYBE),
        (NO, NO, NO, NO),
    ],
)
def test_answers_combine_as_kleene_has_it(
    left: Answer, right: Answer, both: Answer, either: Answer
) -> None:
    for one, two in ((left, right), (right, left)):
        assert one & two is all_of((one, two)) is both
        assert one | two is any_of((one, two)) is either
        assert ~(one & two) is ~one | ~two


def test_no_answers_at_all() -> None:
    assert all_of(()) is YES
    assert any_of(()) is NO


# --- patterns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("s3:Get*Object", "s3:GetObject", True),
        ("s3:Get*Object", "s3:GetVersionedObject", True),
        ("s3:Get*Object", "s3:GetObjectAcl", False),
        ("iam:*Role*", "iam:PassRole", True),
        ("s3:Get?bject", "s3:Getbject", False),
        ("?", "", False),
        ("*", "", True),
        ("", "", True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b:c", True),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("*é?", "xxé日", True),
        ("*\n*", "a\nb", True),
    ],
)
def test_wildcards(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("*", "?*", YES),
        ("**", "*", YES),
        ("?*", "*?", YES),
        ("*?*", "??", YES),
        ("s3:*", "s3:Get*", YES),
        ("s3:Get*", "s3:*", NO),
        ("*a*", "*ba*", YES),
        ("*ab*", "*a*b*", NO),
        ("a*b*c", "a*bc", YES),
        ("a?*", "a*?", YES),
        ("a*", "a", YES),
        ("a", "a*", NO),
        ("*:*", "s3:*", YES),
    ],
)
def test_one_pattern_covers_another(outer: str, inner: str, expected: Answer) -> None:
    assert covers(outer, inner) is expected


def test_a_pattern_too_intricate_to_decide_is_maybe_and_not_a_timeout() -> None:
    letters = "abcdefghijklmnop"
    statement = allow("*", [f"*{one}*{two}*" for one in letters for two in letters if one != two])
    assert policy(statement).allows("s3:GetObject") is MAYBE
    assert policy(statement, deny("*")).grants_admin() is not YES


# --- reading --------------------------------------------------------------------------------------


def test_all_forms_of_a_document_are_read_alike() -> None:
    document = {"Version": "2012-10-17", "Statement": [allow(["s3:Get*"], ["*"], Sid="A é %41+")]}
    single = {"Statement": allow("s3:Get*", "*", Sid="A é %41+")}
    text = json.dumps(document)
    forms = (
        document,
        single,
        text,
        json.dumps(document, ensure_ascii=False, indent=1),
        "\ufeff \n" + text,
        quote(text),
        quote(text, safe=""),
        json.dumps(text),
        json.dumps(quote(text)),
    )
    expected = PolicyDocument.parse(document)
    assert expected.statements[0].sid == "A é %41+"
    for form in forms:
        assert PolicyDocument.parse(form) == expected


def test_values_of_a_statement() -> None:
    statement = policy(
        allow(
            Sid=7,
            Principal={"AWS": [12345678901, OTHER], "Service": "ec2.amazonaws.com"},
            Condition={
                "Bool": {"aws:SecureTransport": False},
                "NumericLessThan": {"s3:TlsVersion": 1.2, "s3:max-keys": [10, "20"]},
            },
            Unknown={"kept": "out"},
        )
    ).statements[0]
    assert statement.sid == "7"
    assert statement.principals == Principals(
        aws=("012345678901", OTHER), services=("ec2.amazonaws.com",)
    )
    assert statement.conditions == {
        "Bool": {"aws:SecureTransport": ("false",)},
        "NumericLessThan": {"s3:TlsVersion": ("1.2",), "s3:max-keys": ("10", "20")},
    }
    assert len({statement, statement}) == 1


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", Principals(everyone=True, bare=True)),
        (["*"], Principals(everyone=True, bare=True)),
        ({"*": "*"}, Principals(everyone=True, bare=True)),
        ({"AWS": "*"}, Principals(everyone=True)),
        ({"AWS": ["*"]}, Principals(everyone=True)),
        ({"AWS": [OTHER, "*"]}, Principals(everyone=True, aws=(OTHER,))),
        (OTHER, Principals(aws=(OTHER,))),
        ({"Federated": "accounts.google.com"}, Principals(federated=("accounts.google.com",))),
        ({"CanonicalUser": CANONICAL}, Principals(users=(CANONICAL,))),
        ({}, Principals()),
        (None, None),
    ],
)
def test_principals(principal: object, expected: Principals | None) -> None:
    assert policy(allow(Principal=principal)).statements[0].principals == expected


def test_an_empty_policy_grants_nothing() -> None:
    empty = PolicyDocument.parse({"Statement": []})
    assert empty == PolicyDocument()
    assert empty.allows_on_any("*") is empty.grants_admin() is empty.trusts_anyone() is NO
    assert empty.public().answer is empty.requires_tls() is empty.confused_deputy() is NO
    assert not any(
        (
            empty.service_wildcards(),
            empty.escalations(),
            empty.external_accounts(OWNER),
            empty.trusted_accounts(OWNER),
            empty.trusted_services(),
        )
    )
    assert empty.minimum_tls() is None


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ("", "empty text"),
        ("{", "not JSON"),
        ("%7B", "not JSON"),
        ("null", "null"),
        ("[]", "a list"),
        ("3", "a number"),
        (b"{}", "unreadable"),
        (json.dumps(json.dumps(json.dumps(json.dumps({"Statement": []})))), "text inside text"),
        ("[" * 200_000, "nested too deeply|not JSON"),
        ({}, "no Statement"),
        ({"Statement": None}, "Statement is null"),
        ({"Statement": "x"}, "Statement is text"),
        ({"Statement": [3]}, "statement 1 is a number"),
        ({"Statement": {}}, "statement 1 has Effect None"),
        (
            {"Statement": [allow(), {**allow(), "Effect": "allow"}]},
            "statement 2 has Effect 'allow'",
        ),
        ({"Statement": {"effect": "Allow", "Action": "*"}}, "Effect None"),
        ({"Statement": {"Effect": "Allow", "Resource": "*"}}, "neither Action nor NotAction"),
        ({"Statement": allow(NotAction="x")}, "both Action and NotAction"),
        ({"Statement": allow(NotResource="x")}, "both Resource and NotResource"),
        ({"Statement": allow(Principal="*", NotPrincipal="*")}, "both Principal"),
        ({"Statement": allow([])}, "empty Action"),
        ({"Statement": allow("*", [])}, "empty Resource"),
        ({"Statement": allow({"Ref": "X"})}, "an object in Action"),
        ({"Statement": allow("*", [["x"]])}, "a list in Resource"),
        ({"Statement": allow(Principal={"Everyone": "*"})}, "unknown kind 'Everyone'"),
        ({"Statement": allow(Condition="x")}, "text as Condition"),
        ({"Statement": allow(Condition={"Bool": "x"})}, "text under 'Bool'"),
        ({"Statement": allow(Condition={"Bool": {"k": None}})}, "null in k"),
    ],
)
def test_what_is_no_policy_says_why(raw: Any, complaint: str) -> None:
    with pytest.raises(MalformedPolicy, match=complaint):
        PolicyDocument.parse(raw)


# --- what an identity may do ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "action", "resource", "expected"),
    [
        ([allow("s3:GetObject")], "s3:GetObject", "*", YES),
        ([allow("S3:getobject")], "s3:GetObject", "*", YES),
        ([allow("s3:Get*Object")], "S3:GETOBJECT", "*", YES),
        ([allow("s3:GetObject")], "s3:PutObject", "*", NO),
        ([allow("s3:GetObject")], "s3:Get*", "*", NO),
        ([allow(["s3:G*", "s3:P*"])], "s3:Get*", "*", YES),
        ([allow("s3:GetObject", f"{BUCKET}/*")], "s3:GetObject", "*", NO),
        ([allow("s3:GetObject", f"{BUCKET}/*")], "s3:GetObject", f"{BUCKET}/a", YES),
        ([allow("s3:GetObject", f"{BUCKET}/*")], "s3:GetObject", f"{BUCKET}/a/*", YES),
        ([allow("s3:GetObject", f"{BUCKET}/A")], "s3:GetObject", f"{BUCKET}/a", NO),
        # Everything that the service has, but not what has no ARN of the service.
        ([allow("s3:*", "arn:aws:s3:::*")], "s3:GetObject", "*", MAYBE),
        ([allow("*", "arn:aws:*")], "ec2:RunInstances", "*", MAYBE),
        ([allow("*", "S3*")], "s3:GetObject", "*", NO),
        ([allow(), deny("s3:*")], "s3:GetObject", "*", NO),
        ([allow(), deny("s3:*")], "ec2:RunInstances", "*", YES),
        ([allow(), deny("s3:*", f"{BUCKET}/*")], "s3:GetObject", "*", NO),
        ([allow(), deny("s3:*", f"{BUCKET}/*")], "s3:GetObject", BUCKET, YES),
        ([allow(**given(Bool={"aws:MultiFactorAuthPresent": True}))], "s3:Get", "*", MAYBE),
        ([allow(), deny(**given(Bool={"aws:SecureTransport": "false"}))], "s3:Get", "*", MAYBE),
        # A variable has one value, so it never stands for everything.
        ([allow("s3:*", "${aws:username}")], "s3:Get", "*", NO),
        ([allow("s3:*", f"{BUCKET}/${{aws:username}}/*")], "s3:Get", f"{BUCKET}/ann/x", MAYBE),
        ([allow("s3:*", f"{BUCKET}/${{aws:username}}/*")], "s3:Get", f"{BUCKET}x", NO),
        ([allow("s3:*"), deny("s3:*", f"{BUCKET}/${{aws:username}}")], "s3:Get", BUCKET, YES),
        ([allow("s3:*"), deny("s3:*", f"{BUCKET}/${{a}}")], "s3:Get", f"{BUCKET}/x", MAYBE),
    ],
)
def test_allows(
    statements: list[dict[str, Any]], action: str, resource: str, expected: Answer
) -> None:
    assert policy(*statements).allows(action, resource) is expected


def test_statements_that_complete_each_other_allow_everything() -> None:
    rest = {"Effect": "Allow", "Action": "s3:*", "NotResource": f"{BUCKET}/*"}
    assert policy(allow("s3:*", f"{BUCKET}/*"), rest).allows("s3:GetObject") is YES


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("s3:GetObject", f"{BUCKET}/a")], YES),
        ([allow("s3:GetObject", f"{BUCKET}/a"), deny("s3:*", f"{BUCKET}/*")], NO),
        ([allow("s3:GetObject", f"{BUCKET}/*"), deny("s3:*", f"{BUCKET}/a")], YES),
        ([allow("s3:Put*")], NO),
        ([allow("s3:*", "${aws:username}")], MAYBE),
        ([allow(**given(StringEquals={"aws:RequestedRegion": "eu-west-1"}))], MAYBE),
        ([allow(), deny(**given(Bool={"aws:MultiFactorAuthPresent": "false"}))], MAYBE),
    ],
)
def test_allows_on_any(statements: list[dict[str, Any]], expected: Answer) -> None:
    assert policy(*statements).allows_on_any("s3:GetObject") is expected


EVERY_LETTER = [f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("*")], YES),
        ([allow("*:*")], YES),
        ([allow("**", "**")], YES),
        ([allow(["s3:Get*", "*"], ["S3*", "*"])], YES),
        ([allow(EVERY_LETTER)], YES),
        ([{"Effect": "Allow", "NotAction": "made-up", "Resource": "*"}], YES),
        ([{"Effect": "Allow", "Action": "*", "NotResource": ""}], YES),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, allow("iam:*")], YES),
        # AWS's PowerUserAccess.
        (
            [
                {
                    "Effect": "Allow",
                    "NotAction": ["iam:*", "organizations:*", "account:*"],
                    "Resource": "*",
                },
                allow(["iam:CreateServiceLinkedRole", "iam:ListRoles"]),
            ],
            NO,
        ),
        ([{"Effect": "Allow", "Action": "*", "NotResource": BUCKET}], NO),
        ([allow("iam:*")], NO),
        ([allow("*:Get*")], NO),
        ([allow("*", "S3*")], NO),
        ([allow("*", "arn:aws:*")], MAYBE),
        ([allow("*", "arn:aws:*:*:*:*")], MAYBE),
        ([allow("*", f"arn:aws:*:*:{OWNER}:*")], MAYBE),
        ([allow("*", "${aws:username}")], NO),
        ([allow(**given(Bool={"aws:MultiFactorAuthPresent": "true"}))], MAYBE),
        # Conditions that always hold are none.
        ([allow(**given(StringLike={"aws:userid": "*"}))], YES),
        ([allow(**given(StringLikeIfExists={"aws:PrincipalArn": "*"}))], YES),
        ([allow(**given(Bool={"aws:SecureTransport": ["true", "false"]}))], YES),
        ([allow(**given(Null={"aws:CurrentTime": "false"}))], YES),
        ([allow(Condition={})], YES),
        ([allow(**given(Null={"aws:CurrentTime": "true"}))], NO),
        ([allow(**given(StringLike={"aws:PrincipalArn": "*"}))], MAYBE),
        ([allow(**given(NoSuchOperator={"aws:userid": "*"}))], MAYBE),
        # What a Deny leaves.
        ([allow(), deny()], NO),
        ([allow(), deny("*:*")], NO),
        ([allow(), deny("s3:*")], YES),
        ([allow(), deny("iam:*")], NO),
        ([allow(), deny("iam:*", f"arn:aws:iam::{OWNER}:role/guard")], YES),
        ([allow(), deny(["iam:Attach*", "iam:Put*", "iam:Create*", "iam:Update*"])], YES),
        ([allow(), deny(["iam:A*", "iam:P*", "iam:C*", "iam:U*", "iam:S*"])], MAYBE),
        ([allow(), {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}], NO),
        ([allow(), deny(**given(Bool={"aws:MultiFactorAuthPresent": "false"}))], MAYBE),
        ([allow(), deny("s3:*", **given(Bool={"aws:SecureTransport": "false"}))], YES),
    ],
)
def test_grants_admin(statements: list[dict[str, Any]], expected: Answer) -> None:
    assert policy(*statements).grants_admin() is expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("s3:*")], ("s3",)),
        ([allow(["S3:*", "ec2:**", "sqs:?*", "iam*"])], ("ec2", "iam*", "s3", "sqs")),
        ([allow("s3:Get*")], ()),
        ([allow(["s3:Get*", "s3:*"])], ("s3",)),
        ([allow("s3:*", f"{BUCKET}/*")], ()),
        ([allow("s3:*", "**")], ("s3",)),
        ([allow("s3:*", ["", "???"])], ()),
        ([{"Effect": "Allow", "Action": "s3:*", "NotResource": BUCKET}], ("s3",)),
        ([allow("*")], ("*",)),
        ([allow(["*", "s3:*"])], ("*",)),
        ([allow("*"), deny("s3:*")], ("*",)),
        ([allow("*"), deny("*")], ()),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], ("*",)),
        ([{"Effect": "Allow", "NotAction": "*:Delete*", "Resource": "*"}], ()),
        ([allow(["s3:*", "sqs:*"]), deny("s3:*")], ("sqs",)),
        ([allow("s3:*"), deny("s3:Delete*")], ("s3",)),
        ([allow("s3:*"), deny("s3:*", f"{BUCKET}/*")], ("s3",)),
        ([allow("s3:*", **given(Bool={"aws:MultiFactorAuthPresent": "true"}))], ("s3",)),
        ([allow("s3:*"), deny("s3:*", **given(Bool={"aws:SecureTransport": "false"}))], ("s3",)),
        ([allow(EVERY_LETTER)], tuple(EVERY_LETTER)),
        ([allow([f"s3:{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"])], ("s3",)),
    ],
)
def test_service_wildcards(statements: list[dict[str, Any]], expected: tuple[str, ...]) -> None:
    assert policy(*statements).service_wildcards() == expected


ROLES = f"arn:aws:iam::{OWNER}:role/*"
ONESELF = "arn:aws:iam::*:user/${aws:username}"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("iam:CreatePolicyVersion")], {"iam:CreatePolicyVersion": YES}),
        (
            [allow("iam:*PolicyVersion", f"arn:aws:iam::{OWNER}:policy/*")],
            {"iam:CreatePolicyVersion": YES, "iam:SetDefaultPolicyVersion": YES},
        ),
        (
            [allow("iam:CreatePolicyVersion", f"arn:aws:iam::{OWNER}:policy/app")],
            {"iam:CreatePolicyVersion": MAYBE},
        ),
        ([allow("iam:CreatePolicyVersion", BUCKET)], {}),
        (
            [allow("iam:AddUserToGroup", **given(Bool={"aws:MultiFactorAuthPresent": "true"}))],
            {"iam:AddUserToGroup": MAYBE},
        ),
        ([allow("iam:Get*")], {}),
        ([allow("iam:UpdateAssumeRolePolicy")], {}),
        ([allow("sts:AssumeRole")], {"sts:AssumeRole": YES}),
        ([allow("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/deploy")], {}),
        (
            [allow("sts:AssumeRole"), allow("iam:UpdateAssumeRolePolicy", ROLES)],
            {"sts:AssumeRole": YES, "iam:UpdateAssumeRolePolicy+sts:AssumeRole": YES},
        ),
        ([allow("iam:PassRole")], {}),
        ([allow(["iam:PassRole", "ec2:RunInstances"])], {"iam:PassRole+ec2:RunInstances": YES}),
        (
            [allow("iam:PassRole", ROLES), allow("ec2:RunInstances")],
            {"iam:PassRole+ec2:RunInstances": YES},
        ),
        (
            [allow("iam:PassRole", f"arn:aws:iam::{OWNER}:role/app"), allow("ec2:RunInstances")],
            {"iam:PassRole+ec2:RunInstances": MAYBE},
        ),
        (
            [
                allow(
                    "iam:PassRole",
                    **given(StringEquals={"iam:PassedToService": "ec2.amazonaws.com"}),
                ),
                allow(["ec2:RunInstances", "ecs:RunTask"]),
            ],
            {"iam:PassRole+ec2:RunInstances": YES},
        ),
        (
            [
                allow("iam:PassRole", **given(StringLike={"iam:PassedToService": "e*"})),
                allow(["ec2:RunInstances", "glue:CreateDevEndpoint"]),
            ],
            {"iam:PassRole+ec2:RunInstances": YES},
        ),
        (
            [allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])],
            {"iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction": YES},
        ),
        (
            [allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{OWNER}:function:*")],
            {"lambda:UpdateFunctionCode": YES},
        ),
        (
            [allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{OWNER}:function:app")],
            {"lambda:UpdateFunctionCode": MAYBE},
        ),
        ([allow("ssm:SendCommand"), deny("ssm:*")], {}),
        (
            [allow("ssm:SendCommand"), deny("ssm:*", "arn:aws:ec2:*:*:instance/i-1")],
            {"ssm:SendCommand": MAYBE},
        ),
        # Users who manage their own credentials gain nothing; users who attach policies do.
        ([allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], ONESELF)], {}),
        (
            [allow("iam:CreateAccessKey", [ONESELF, "arn:aws:iam::*:user/bob"])],
            {"iam:CreateAccessKey": MAYBE},
        ),
        ([allow("iam:CreateAccessKey")], {"iam:CreateAccessKey": YES}),
        ([allow("iam:PutUserPolicy", ONESELF)], {"iam:PutUserPolicy": YES}),
        (
            [
                {"Effect": "Allow", "NotAction": "s3:*", "NotResource": ROLES, "Sid": "x"},
                deny(["ec2*", "lambda:*", "glue:*", "s*", "c*", "e*", "a*", "d*"]),
            ],
            dict.fromkeys(
                (
                    "iam:CreatePolicyVersion",
                    "iam:SetDefaultPolicyVersion",
                    "iam:AttachUserPolicy",
                    "iam:AttachGroupPolicy",
                    "iam:PutUserPolicy",
                    "iam:PutGroupPolicy",
                    "iam:AddUserToGroup",
                    "iam:CreateAccessKey",
                    "iam:CreateLoginProfile",
                    "iam:UpdateLoginProfile",
                ),
                YES,
            )
            | {"iam:AttachRolePolicy": MAYBE, "iam:PutRolePolicy": MAYBE},
        ),
    ],
)
def test_escalations(statements: list[dict[str, Any]], expected: dict[str, Answer]) -> None:
    found = policy(*statements).escalations()
    assert {each.name: each.certainty for each in found} == expected
    assert all("+".join(each.actions) == each.name for each in found)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("iam:PassRole", "*")], ("iam:PassRole",)),
        ([allow("iam:Pass*", "arn:aws:iam::111122223333:role/*")], ("iam:PassRole",)),
        ([allow("*", "*")], ("iam:PassRole", "kms:Decrypt")),
        ([allow("kms:*", "arn:aws:kms:*:*:key/*")], ("kms:Decrypt",)),
        ([allow("kms:*", "arn:aws:kms:eu-west-1:111122223333:key/1234")], ()),
        ([allow("iam:PassRole", "arn:aws:iam::111122223333:role/app-*")], ()),
        (
            [allow("iam:PassRole", **given(StringEquals={"iam:PassedToService": "x"}))],
            (),
        ),
        ([allow("iam:PassRole", "*"), deny("iam:PassRole", "*")], ()),
        ([], ()),
    ],
)
def test_unconfined(statements: list[dict[str, Any]], expected: tuple[str, ...]) -> None:
    document = PolicyDocument.parse({"Statement": statements})
    assert document.unconfined("iam:PassRole", "kms:Decrypt") == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"Statement": []}, ()),
        ({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}, ()),
        ({"Statement": {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "x"}}, ()),
        ('{"Statement": {"Effect": "Allow", "NotAction": "s3:*"}}', ("NotAction",)),
        (
            {
                "Statement": [
                    {"Effect": "Allow", "Action": "x:y", "NotResource": ["a"]},
                    {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}},
                    "not a statement",
                ]
            },
            ("NotPrincipal", "NotResource"),
        ),
    ],
)
def test_inversions(raw: Any, expected: tuple[str, ...]) -> None:
    assert inversions(raw) == expected


@pytest.mark.parametrize("raw", ["", "no JSON", {"Statement": "all"}, {"Version": "x"}, 7])
def test_inversions_of_what_is_no_policy(raw: Any) -> None:
    with pytest.raises(MalformedPolicy):
        inversions(raw)


def test_an_administrator_has_every_way() -> None:
    found = policy(allow()).escalations()
    assert len(found) > 50
    assert len({each.name for each in found}) == len(found)
    assert all(each.certainty is YES for each in found)


# --- who may use a resource -----------------------------------------------------------------------

ORG = {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, YES),
        ({}, YES),
        # AWS's own examples of "public" and "not public".
        ({"StringLike": {"aws:SourceVpc": "vpc-*"}}, YES),
        ({"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}, NO),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}, YES),
        # Each key of AWS's list.
        ({"StringEquals": ORG}, NO),
        ({"StringLike": ORG}, NO),
        ({"StringEquals": {"AWS:principalorgid": "o-a1b2c3d4e5"}}, NO),
        ({"StringEquals": {"aws:PrincipalAccount": OTHER}}, NO),
        ({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/app"}}, NO),
        ({"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:eu-west-1:{OTHER}:topic"}}, NO),
        ({"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}, NO),
        ({"StringEquals": {"AWS:SourceOwner": OWNER}}, NO),
        ({"StringEquals": {"aws:SourceAccount": OWNER}}, NO),
        ({"NumericEquals": {"aws:SourceAccount": 111122223333}}, NO),
        ({"StringEquals": {"kms:CallerAccount": OWNER, "kms:ViaService": "s3"}}, NO),
        ({"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:k"}}, NO),
        ({"StringEquals": {"aws:userid": "AIDAEXAMPLE"}}, NO),
        ({"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}, MAYBE),
        ({"StringLike": {"aws:userid": "*:me"}}, YES),
        ({"StringEquals": {"s3:DataAccessPointAccount": OWNER}}, NO),
        (
            {
                "StringLike": {
                    "s3:DataAccessPointArn": f"arn:aws:s3:us-west-2:{OTHER}:accesspoint/*"
                }
            },
            NO,
        ),
        ({"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:*:accesspoint/x"}}, YES),
        ({"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}, NO),
        ({"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}}, YES),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}, NO),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}}, YES),
        # Address ranges.
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, NO),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.7", "2001:DB8:1234:5678::/64"]}}, NO),
        ({"IpAddress": {"aws:SourceIp": "11.0.0.0/8"}}, NO),
        ({"IpAddress": {"aws:SourceIp": "11.0.0.0/7"}}, YES),
        ({"IpAddress": {"aws:SourceIp": "2001::/31"}}, YES),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}, YES),
        ({"IpAddress": {"aws:SourceIp": [f"{n}.0.0.0/8" for n in range(128)]}}, YES),
        ({"IpAddress": {"aws:SourceIp": "somewhere"}}, MAYBE),
        ({"IpAddress": {"aws:SourceIp": "1.2.3.4/x"}}, MAYBE),
        ({"StringLike": {"aws:SourceIp": "203.0.*"}}, YES),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, YES),
        # Wildcards and variables.
        ({"StringLike": {"aws:PrincipalOrgID": "*"}}, YES),
        ({"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "o-*"]}}, YES),
        ({"StringEquals": {"aws:SourceVpc": "${aws:SourceVpc}"}}, YES),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/*"}}, MAYBE),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWNER}:role/*"}}, NO),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}, YES),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:my-bucket"}}, YES),
        # Operators that let the absent key, or everything but a value, through.
        ({"StringEqualsIfExists": ORG}, YES),
        ({"IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}}, YES),
        ({"ForAllValues:StringEquals": ORG}, YES),
        ({"ForAnyValue:StringEquals": ORG}, NO),
        ({"StringNotEquals": ORG}, YES),
        ({"Null": {"aws:PrincipalOrgID": "false"}}, YES),
        ({"StringEqualsIfExists": {"aws:userid": "AIDAEXAMPLE"}}, NO),
        # Keys that anybody satisfies, keys that nobody knows.
        ({"Bool": {"aws:SecureTransport": "true"}}, YES),
        ({"StringLike": {"aws:Referer": "https://www.example.com/*"}}, YES),
        ({"StringEquals": {"s3:x-amz-acl": "public-read"}}, YES),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, YES),
        ({"StringEquals": {"s3:ExistingObjectTag/public": "yes"}}, YES),
        ({"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}, YES),
        ({"StringLike": {"sns:Endpoint": "*@example.com"}}, MAYBE),
        ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, MAYBE),
        ({"Sounds": {"aws:PrincipalOrgID": "like"}}, MAYBE),
        ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, MAYBE),
        # All conditions must hold: one that confines is enough.
        ({"StringEquals": ORG, "Bool": {"aws:SecureTransport": "true"}}, NO),
        ({"StringEquals": ORG | {"aws:PrincipalTag/x": "y"}}, NO),
        ({"StringLike": {"aws:SourceVpc": "vpc-*"}, "Date": {"x": "y"}}, MAYBE),
    ],
)
def test_public_by_condition(condition: object, expected: Answer) -> None:
    document = policy(bucket_policy(condition))
    assert document.public(OWNER).answer is expected
    assert document.public(OWNER).sids == (() if expected is NO else ("Open",))
    assert document.public(OWNER).actions == (() if expected is NO else ("s3:PutObject",))
    if "IfExists" not in str(condition):
        star = policy(bucket_policy(condition, Principal={"AWS": ["*"]}))
        assert star.public(OWNER).answer is expected


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ({"Principal": "*"}, YES),
        ({"Principal": {"AWS": "*"}}, YES),
        ({"Principal": {"AWS": [OTHER, "*"]}}, YES),
        ({"NotPrincipal": {"AWS": OTHER}}, YES),
        ({"Principal": {"AWS": OTHER}}, NO),
        ({"Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}}, NO),
        ({"Principal": {"AWS": "arn:aws:iam::*:root"}}, MAYBE),
        ({"Principal": {"Service": "cloudtrail.amazonaws.com"}}, NO),
        ({"Principal": {"CanonicalUser": CANONICAL}}, NO),
        ({"Principal": {"Federated": "graph.facebook.com"}}, YES),
        ({"Principal": {"Federated": f"arn:aws:iam::{OWNER}:saml-provider/corp"}}, NO),
        ({}, NO),
    ],
)
def test_public_by_principal(principal: dict[str, object], expected: Answer) -> None:
    statement = allow("s3:PutObject", "*", **principal)
    assert policy(statement).public().answer is expected


OUTSIDE = "arn:aws:iam::444455556666:role/x"


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        ({}, NO),
        ({"Principal": {"AWS": "*"}}, NO),
        ({"Action": "s3:Put*", "Resource": "*"}, NO),
        ({"Action": "s3:GetObject"}, YES),
        ({"Resource": f"{BUCKET}/private/*"}, YES),
        ({"Resource": BUCKET}, YES),
        ({"Principal": {"AWS": OTHER}}, YES),
        # Everybody else is shut out.
        ({"Principal": None, "NotPrincipal": {"AWS": [OUTSIDE, OTHER]}}, NO),
        ({"Principal": None, "NotPrincipal": "*"}, YES),
        ({"Condition": {"StringNotEquals": ORG}}, NO),
        ({"Condition": {"StringNotEqualsIfExists": ORG}}, NO),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}, NO),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, YES),
        ({"Condition": {"StringNotEquals": ORG | {"aws:SourceVpce": "vpce-1"}}}, NO),
        ({"Condition": {"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}}, YES),
        ({"Condition": {"StringNotEquals": ORG, "Bool": {"aws:SecureTransport": "false"}}}, YES),
        (
            {
                "Condition": {
                    "StringNotEquals": ORG,
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                }
            },
            MAYBE,
        ),
        # Only some are.
        ({"Condition": {"StringEquals": ORG}}, YES),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}, YES),
        ({"Condition": {"ForAnyValue:StringNotEquals": ORG}}, YES),
        (
            {"Condition": {"BoolIfExists": {"elasticfilesystem:AccessedViaMountTarget": "false"}}},
            NO,
        ),
    ],
)
def test_a_deny_can_make_it_private(denied: dict[str, object], expected: Answer) -> None:
    statement = deny("s3:*", f"{BUCKET}/*", Principal="*") | denied
    assert policy(statement, bucket_policy()).public().answer is expected


@pytest.mark.parametrize("action", ["é:GetObject", "s3:Get Object"])
def test_an_action_that_no_service_has_is_not_safe_for_that(action: str) -> None:
    assert policy(allow(action, Principal="*")).public().answer is YES


def test_public_tells_which_statements() -> None:
    found = policy(
        bucket_policy({"StringEquals": ORG}),
        deny("s3:DeleteObject", Principal="*"),
        {"Effect": "Allow", "NotAction": "s3:Delete*", "Principal": "*", "Resource": "*"},
        allow(["s3:GetObject", "s3:DeleteObject"], Principal="*", Sid="Read"),
        allow("s3:DeleteObject", Principal="*", Sid="Gone"),
        bucket_policy({"StringLike": {"sns:Endpoint": "x"}}, Sid="Perhaps"),
    ).public()
    assert found.answer is YES
    assert [(each.position, each.sid, each.answer) for each in found.grants] == [
        (3, None, YES),
        (4, "Read", YES),
        (6, "Perhaps", MAYBE),
    ]
    assert found.sids == ("#3", "Read", "Perhaps")
    assert found.actions == (
        "* except s3:Delete*",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:PutObject",
    )


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow(Principal={"AWS": OTHER})], (OTHER,)),
        ([allow(Principal={"AWS": f"arn:aws:iam::{OTHER}:root"})], (OTHER,)),
        ([allow(Principal={"AWS": f"arn:aws-cn:iam::{OTHER}:user/x"})], (OTHER,)),
        ([allow(Principal={"AWS": f"arn:aws-us-gov:sts::{OTHER}:assumed-role/r/s"})], (OTHER,)),
        ([allow(Principal={"AWS": [OWNER, f"arn:aws:iam::{OWNER}:role/x"]})], ()),
        ([allow(Principal={"CanonicalUser": CANONICAL})], (CANONICAL,)),
        (
            [allow(Principal={"AWS": ["AIDAZL6XWCR2NXJCMOAER", OTHER]})],
            (OTHER, "AIDAZL6XWCR2NXJCMOAER"),
        ),
        ([allow(Principal={"Service": "ec2.amazonaws.com", "Federated": GITHUB})], ()),
        ([allow(Principal={"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin E1"})], ()),
        ([allow(Principal={"AWS": OTHER}, **given(StringEquals=ORG))], (OTHER,)),
        ([deny(Principal={"AWS": OTHER})], ()),
        ([{**allow(), "NotPrincipal": {"AWS": OTHER}}], ()),
        ([allow(Principal="*")], ()),
        (
            [allow(Principal="*", **given(StringEquals={"aws:PrincipalAccount": [OTHER, OWNER]}))],
            (OTHER,),
        ),
        (
            [
                allow(
                    Principal="*",
                    **given(ArnLike={"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/*"}),
                )
            ],
            (OTHER,),
        ),
        ([allow(Principal="*", **given(StringNotEquals={"aws:PrincipalAccount": OTHER}))], ()),
        (
            [allow(Principal={"AWS": "arn:aws:iam::12341523456:root"})],
            ("arn:aws:iam::12341523456:root",),
        ),
    ],
)
def test_external_accounts(statements: list[dict[str, Any]], expected: tuple[str, ...]) -> None:
    assert policy(*statements).external_accounts(OWNER) == expected


PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def tls(condition: object = None, resource: object = None, **others: object) -> dict[str, Any]:
    statement = deny("s3:*", resource or BOTH, Principal="*", Condition=condition or PLAIN)
    return statement | others


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([tls()], YES),
        ([tls({"Bool": {"aws:SecureTransport": False}})], YES),
        ([tls({"BoolIfExists": {"AWS:securetransport": ["FALSE"]}})], YES),
        ([tls({"StringEquals": {"aws:SecureTransport": "false"}})], YES),
        ([tls({"StringNotEquals": {"aws:SecureTransport": "true"}})], YES),
        ([tls(Principal={"AWS": "*"})], YES),
        ([tls(Action="*", Resource="*")], YES),
        ([tls(Action=["s3:Get*", "s3:Put*", "s3:Delete*", "s3:List*", "s3:Abort*"])], YES),
        ([tls(resource=BUCKET), tls(resource=f"{BUCKET}/*")], YES),
        ([tls(resource=f"{BUCKET}*")], YES),
        ([tls(), allow("s3:*", BOTH, Principal="*")], YES),
        ([tls(resource=f"{BUCKET}/*")], NO),
        ([tls(resource=BUCKET)], NO),
        ([tls(Action="s3:GetObject")], NO),
        ([tls(Principal={"AWS": OTHER})], NO),
        ([tls(Principal=None, NotPrincipal={"AWS": OTHER})], NO),
        ([tls(Effect="Allow")], NO),
        ([tls({"Bool": {"aws:SecureTransport": "true"}})], NO),
        ([tls({"Null": {"aws:SecureTransport": "true"}})], NO),
        (
            [
                allow(
                    "s3:*", BOTH, Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}
                )
            ],
            NO,
        ),
        ([tls(PLAIN | {"StringEquals": ORG})], MAYBE),
        ([tls({"NumericLessThan": {"s3:TlsVersion": "1.2"}})], MAYBE),
        ([tls(), tls(Action="s3:GetObject", Resource="arn:aws:s3:::another/*")], MAYBE),
        ([tls(Action="sqs:*", Resource=f"arn:aws:sqs:eu-west-1:{OWNER}:queue")], YES),
        ([tls(Action="sns:Publish", Resource=f"arn:aws:sns:eu-west-1:{OWNER}:topic")], YES),
        ([tls(Action="sns:Subscribe", Resource=f"arn:aws:sns:eu-west-1:{OWNER}:topic")], NO),
    ],
)
def test_requires_tls(statements: list[dict[str, Any]], expected: Answer) -> None:
    assert policy(*statements).requires_tls() is expected


def test_requires_tls_of_a_resource() -> None:
    document = policy(tls(), tls(Action="s3:GetObject", Resource="arn:aws:s3:::another/*"))
    assert document.requires_tls(BUCKET) is YES
    assert document.requires_tls("arn:aws:s3:::another") is NO
    assert document.requires_tls(f"arn:aws:kms:eu-west-1:{OWNER}:key/x") is MAYBE


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([tls({"NumericLessThan": {"s3:TlsVersion": "1.2"}})], "1.2"),
        ([tls({"NumericLessThan": {"s3:TlsVersion": 1.3}})], "1.3"),
        (
            [
                tls(
                    {
                        "NumericLessThan": {"s3:TlsVersion": 1.2},
                        "Bool": {"aws:SecureTransport": True},
                    }
                )
            ],
            "1.2",
        ),
        ([tls({"NumericLessThanEquals": {"s3:TlsVersion": "1.0"}})], "1.1"),
        ([tls({"NumericLessThan": {"s3:TlsVersion": "1.2"}}, f"{BUCKET}/*")], None),
        ([tls({"NumericLessThan": {"s3:TlsVersion": "1.0"}})], None),
        ([tls()], None),
        ([tls({"StringNotEquals": {"aws:SecureTransport": "maybe"}})], "1.3"),
    ],
)
def test_minimum_tls(statements: list[dict[str, Any]], expected: str | None) -> None:
    assert policy(*statements).minimum_tls() == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, YES),
        ({"StringEquals": {"aws:SourceAccount": OWNER}}, NO),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:*:{OWNER}:trail/*"}}, NO),
        ({"StringLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}}, NO),
        ({"StringLike": {"aws:SourceArn": "*"}}, YES),
        ({"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}, NO),
        ({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}, MAYBE),
    ],
)
def test_confused_deputy(condition: object, expected: Answer) -> None:
    service = {"Service": "cloudtrail.amazonaws.com"}
    assert policy(bucket_policy(condition, Principal=service)).confused_deputy() is expected
    assert policy(bucket_policy(Principal={"AWS": OTHER})).confused_deputy() is NO


# --- who may assume a role ------------------------------------------------------------------------


def web_identity(provider: str, **operators: Mapping[str, object]) -> dict[str, Any]:
    arn = f"arn:aws:iam::{OWNER}:oidc-provider/{provider}"
    condition = {
        operator.replace("_", ":"): {
            f"{provider}:{claim}": value for claim, value in claims.items()
        }
        for operator, claims in operators.items()
    }
    return trust({"Federated": arn}, condition)


AUD = {"aud": "sts.amazonaws.com"}
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF"
COGNITO = "cognito-identity.amazonaws.com"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (trust("*"), YES),
        (trust({"AWS": "*"}), YES),
        (trust({"AWS": "*"}, {"StringEquals": {"sts:ExternalId": "secret"}}), YES),
        (trust({"AWS": "*"}, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}), YES),
        (trust({"AWS": "*"}, {"StringEquals": ORG}), NO),
        (trust({"AWS": "*"}, {"StringEquals": {"aws:PrincipalTag/a": "b"}}), MAYBE),
        (trust({"AWS": "*"}, {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:*"}}), MAYBE),
        (trust({"AWS": f"arn:aws:iam::{OTHER}:root"}), NO),
        (trust({"Service": "ec2.amazonaws.com"}), NO),
        (trust(None, NotPrincipal={"AWS": OTHER}), YES),
        (trust("*", Action="sts:TagSession"), NO),
        (trust("*", Action="sts:*"), YES),
        (trust({"Federated": "*"}), YES),
        (
            trust(
                {"Federated": f"arn:aws:iam::{OWNER}:saml-provider/corp"},
                {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            ),
            NO,
        ),
        # GitHub: who is told by the subject, never by the audience.
        (web_identity(GITHUB), YES),
        (web_identity(GITHUB, StringEquals=AUD), YES),
        (web_identity(GITHUB, StringEquals=AUD, StringLike={"sub": "*"}), YES),
        (web_identity(GITHUB, StringEquals=AUD, StringLike={"sub": "repo:*"}), YES),
        (web_identity(GITHUB, StringLike={"sub": "repo:octo*"}), YES),
        (web_identity(GITHUB, StringLike={"sub": "repo:*/repo:*"}), YES),
        (web_identity(GITHUB, StringLike={"sub": ["repo:org/repo:*", "repo:*"]}), YES),
        (web_identity(GITHUB, StringLike={"sub": "repo:org/*"}), NO),
        (web_identity(GITHUB, StringEquals={"sub": "repo:org/repo:environment:prod", **AUD}), NO),
        (web_identity(GITHUB, StringLikeIfExists={"sub": "repo:org/*"}), YES),
        (web_identity(GITHUB, ForAllValues_StringLike={"sub": "repo:org/*"}), YES),
        (web_identity(GITHUB, ForAnyValue_StringLike={"sub": "repo:org/*"}), NO),
        (web_identity(GITHUB, StringNotLike={"sub": "repo:org/*"}), YES),
        (web_identity(GITHUB, StringEquals={"repository": "org/repo"}), NO),
        (web_identity(GITHUB, StringEquals={"environment": "prod", "ref": "refs/heads/main"}), YES),
        (web_identity(GITHUB, StringLike={"job_workflow_ref": "org/*"}), NO),
        (web_identity(GITHUB, StringEquals={"repository_id": "${aws:PrincipalTag/id}"}), YES),
        (web_identity(GITHUB, StringEquals={"repository_id": "123"}), NO),
        (web_identity("gitlab.com", StringLike={"sub": "project_path:group/*"}), NO),
        (web_identity("gitlab.com", StringLike={"sub": "project_path:*"}), YES),
        (web_identity("app.terraform.io", StringLike={"sub": "organization:org:project:*"}), NO),
        (web_identity("app.terraform.io", StringLike={"sub": "organization:*"}), YES),
        # Providers of one's own.
        (web_identity(EKS), MAYBE),
        (web_identity(EKS, StringEquals=AUD), MAYBE),
        (web_identity(EKS, StringLike={"sub": "*"}), MAYBE),
        (web_identity(EKS, StringEquals={"sub": "system:serviceaccount:kube-system:x"}), NO),
        # Providers of everybody, with one's own app.
        (trust({"Federated": "accounts.google.com"}), YES),
        (
            trust(
                {"Federated": "accounts.google.com"},
                {"StringEquals": {"accounts.google.com:aud": "app"}},
            ),
            MAYBE,
        ),
        (
            trust(
                {"Federated": "accounts.google.com"},
                {"StringEquals": {"accounts.google.com:sub": "1234"}},
            ),
            NO,
        ),
        (trust({"Federated": COGNITO}), MAYBE),
        (
            trust(
                {"Federated": COGNITO},
                {
                    "StringEquals": {f"{COGNITO}:aud": "pool"},
                    "ForAnyValue:StringLike": {f"{COGNITO}:amr": "authenticated"},
                },
            ),
            NO,
        ),
        (
            trust(
                {"Federated": COGNITO},
                {
                    "StringEquals": {f"{COGNITO}:aud": "pool"},
                    "ForAnyValue:StringLike": {f"{COGNITO}:amr": "unauthenticated"},
                },
            ),
            MAYBE,
        ),
        (
            trust(
                {"Federated": COGNITO},
                {"ForAnyValue:StringLike": {f"{COGNITO}:amr": "unauthenticated"}},
            ),
            YES,
        ),
        # Other conditions count for web identities too.
        (trust({"Federated": GITHUB}, {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), NO),
    ],
)
def test_trusts_anyone(statement: dict[str, Any], expected: Answer) -> None:
    assert policy(statement).trusts_anyone() is expected


def test_a_deny_can_narrow_a_trust() -> None:
    outsiders = trust("*", {"StringNotEquals": ORG}, Effect="Deny")
    assert policy(trust("*"), outsiders).trusts_anyone() is NO
    assert policy(web_identity(GITHUB), trust("*", Effect="Deny")).trusts_anyone() is NO
    # AWS does not say that {"AWS": "*"} means web identities as well.
    assert policy(web_identity(GITHUB), trust({"AWS": "*"}, Effect="Deny")).trusts_anyone() is MAYBE


def test_an_owner_s_own_wildcard_is_not_anyone() -> None:
    own = trust({"AWS": "*"}, {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWNER}:role/*"}})
    assert policy(own).trusts_anyone(OWNER) is NO


EXTERNAL = {"StringEquals": {"sts:ExternalId": "id"}}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


@pytest.mark.parametrize(
    ("statements", "external_id", "mfa", "organization"),
    [
        ([trust({"AWS": OTHER})], False, False, False),
        ([trust({"AWS": OTHER}, EXTERNAL)], True, False, False),
        ([trust({"AWS": OTHER}, EXTERNAL | MFA)], True, True, False),
        ([trust({"AWS": OTHER}, {"StringEquals": ORG})], False, False, True),
        (
            [trust({"AWS": OTHER}, {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a/*"}})],
            False,
            False,
            True,
        ),
        (
            [trust({"AWS": OTHER}, {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}})],
            False,
            True,
            False,
        ),
        # Requirements that let an absent key, or any value, through.
        (
            [trust({"AWS": OTHER}, {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})],
            False,
            False,
            False,
        ),
        (
            [trust({"AWS": OTHER}, {"StringEqualsIfExists": {"sts:ExternalId": "id"}})],
            False,
            False,
            False,
        ),
        ([trust({"AWS": OTHER}, {"StringLike": {"sts:ExternalId": "*"}})], False, False, False),
        ([trust({"AWS": OTHER}, {"StringLike": {"aws:PrincipalOrgID": "*"}})], False, False, False),
        # The weakest way in counts.
        (
            [trust({"AWS": OTHER}, EXTERNAL), trust({"AWS": f"arn:aws:iam::{OTHER}:role/x"})],
            False,
            False,
            False,
        ),
        ([trust({"AWS": OTHER}, EXTERNAL), trust({"AWS": "999999999999"})], True, False, False),
        # By a Deny.
        (
            [
                trust({"AWS": OTHER}),
                trust("*", {"StringNotEquals": {"sts:ExternalId": "id"}}, Effect="Deny"),
            ],
            True,
            False,
            False,
        ),
        (
            [
                trust({"AWS": OTHER}),
                trust(
                    {"AWS": OTHER},
                    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
                    Effect="Deny",
                ),
            ],
            False,
            True,
            False,
        ),
        (
            [
                trust({"AWS": OTHER}),
                trust(
                    {"AWS": OTHER}, {"Bool": {"aws:MultiFactorAuthPresent": "false"}}, Effect="Deny"
                ),
            ],
            False,
            False,
            False,
        ),
        # Through a condition instead of the principal.
        (
            [trust("*", {"StringEquals": {"aws:PrincipalAccount": OTHER, "sts:ExternalId": "id"}})],
            True,
            False,
            False,
        ),
    ],
)
def test_trusted_accounts(
    statements: list[dict[str, Any]], external_id: bool, mfa: bool, organization: bool
) -> None:
    accounts = {each.account: each for each in policy(*statements).trusted_accounts(OWNER)}
    found = accounts[OTHER]
    assert found.has_external_id is external_id
    assert found.mfa_required is mfa
    assert found.organization_required is organization


def test_which_accounts_are_trusted() -> None:
    document = policy(
        trust({"AWS": [OWNER, f"arn:aws:iam::{OTHER}:role/b", f"arn:aws:iam::{OTHER}:role/a"]}),
        trust({"AWS": "AIDAZL6XWCR2NXJCMOAER"}),
        trust({"AWS": "777788889999"}),
        trust({"AWS": "777788889999"}, Effect="Deny"),
        trust({"AWS": "999999999999"}, Action="sts:TagSession"),
    )
    assert [(each.account, each.principals) for each in document.trusted_accounts(OWNER)] == [
        (OTHER, (f"arn:aws:iam::{OTHER}:role/a", f"arn:aws:iam::{OTHER}:role/b")),
        ("AIDAZL6XWCR2NXJCMOAER", ("AIDAZL6XWCR2NXJCMOAER",)),
    ]


def test_trusted_services() -> None:
    services = {"Service": ["ecs.amazonaws.com", "ec2.amazonaws.com"]}
    document = policy(
        trust(services),
        trust({"Service": "lambda.amazonaws.com"}, Effect="Deny"),
        trust({"Service": "s3.amazonaws.com"}, Action="sts:TagSession"),
    )
    assert document.trusted_services() == ("ec2.amazonaws.com", "ecs.amazonaws.com")


# --- real documents -------------------------------------------------------------------------------


def documents(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def policies_in(value: object) -> list[Any]:
    if isinstance(value, dict):
        inner = [each for part in value.values() for each in policies_in(part)]
        return [value, *inner] if "Statement" in value else inner
    if isinstance(value, list):
        return [each for part in value for each in policies_in(part)]
    if isinstance(value, str) and "Statement" in value and value[:1] in ("{", "%"):
        inner = json.loads(unquote(value) if value[0] == "%" else value)
        return [value] if "Statement" in inner else policies_in(inner)
    return []


@pytest.mark.parametrize("name", ["cloudtrail_events", "config_documents", "panther_policy_cases"])
def test_every_real_policy_is_read_and_every_question_answered(
    reference_data: Path, name: str
) -> None:
    found = [each for line in documents(reference_data, name) for each in policies_in(line)]
    assert len(found) > 10
    for raw in found:
        document = PolicyDocument.parse(raw)
        assert document.statements
        for answer in (document.grants_admin(), document.requires_tls(), document.trusts_anyone()):
            assert isinstance(answer, Answer)
        document.escalations(), document.service_wildcards(), document.minimum_tls()
        document.trusted_accounts(OWNER), document.external_accounts(OWNER)
        assert isinstance(document.public(OWNER).answer, Answer)


@pytest.mark.parametrize(
    ("case", "question", "failing"),
    [
        ("AWS.IAM.Policy.AdministrativePrivileges", PolicyDocument.grants_admin, {"fail": YES}),
        (
            "AWS.S3.Bucket.PrincipalRestrictions",
            lambda document: document.public().answer,
            {"fail": YES},
        ),
    ],
)
def test_a_peer_s_verdicts(
    reference_data: Path, case: str, question: Any, failing: dict[str, Answer]
) -> None:
    checked = 0
    for line in documents(reference_data, "panther_policy_cases"):
        raw = policies_in(line["resource"])
        if line["policy_id"] == case and raw:
            answer = question(PolicyDocument.parse(raw[0]))
            assert answer is failing.get(line["expected"], NO), line["test_name"]
            checked += 1
    assert checked >= 3


def test_a_peer_s_verdicts_on_github_trust(reference_data: Path) -> None:
    # The peer also wants the audience fixed and nothing but GitHub trusted; who may come is ours.
    expected = {
        "Valid GitHub Actions Trust Relationship": NO,
        "Missing Audience Condition": NO,
        "Missing Subject Restriction": YES,
        "Overly Permissive Wildcard in Subject": YES,
        "Valid Subject Restriction with Specific Environment": NO,
        "Invalid Principal as Wildcard": YES,
        "Non-GitHub OIDC Principal": MAYBE,
        "Non-GitHub IAM Role": NO,
        "Allowed repo": NO,
    }
    found = {
        line["test_name"]: PolicyDocument.parse(raw).trusts_anyone()
        for line in documents(reference_data, "panther_policy_cases")
        if line["policy_id"] == "AWS.IAM.Role.GitHubActionsTrust"
        for raw in policies_in(line["resource"])
    }
    assert found == expected
