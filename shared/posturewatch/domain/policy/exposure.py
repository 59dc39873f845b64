"""Whom a statement lets in: does it stay open to anyone, or is it confined to known callers?

This follows what AWS calls "public" for S3 bucket policies (and, with one more key, for EFS): a
grant to everybody is public unless a condition confines it to fixed values of a key that says who
or from where the caller is. A fixed value has neither a wildcard nor a policy variable. Keys that
say something else (a prefix, a user agent, an external id) confine nobody. For keys that AWS's list
does not settle the answer is ``MAYBE``.

In this module an answer says whether something is *open*: ``NO`` means confined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from posturewatch.domain.answer import Answer, all_of, any_of
from posturewatch.domain.policy.conditions import ALWAYS_PRESENT, Operator, is_fixed, truth
from posturewatch.domain.policy.glob import fold, has_wildcard
from posturewatch.domain.policy.statement import Principals, Statement, account_of

_ARN_KEYS = frozenset(
    {"aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn"}
)
_PATH_KEYS = frozenset({"aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"})
_CALLER_KEYS = (
    _ARN_KEYS
    | _PATH_KEYS
    | {
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "elasticfilesystem:accessedviamounttarget",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)
# What anybody can satisfy: facts about the request or the resource, and values that callers choose.
# AWS says that an external id is no secret and that a referer or a user agent can be made up.
_OPEN_KEYS = frozenset(
    {
        "aws:multifactorauthage",
        "aws:multifactorauthpresent",
        "aws:principaltype",
        "aws:referer",
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:securetransport",
        "aws:tagkeys",
        "aws:useragent",
        "kms:viaservice",
        "lambda:functionurlauthtype",
        "lambda:invokedviafunctionurl",
        "s3:authtype",
        "s3:delimiter",
        "s3:max-keys",
        "s3:prefix",
        "s3:signatureage",
        "s3:signatureversion",
        "s3:tlsversion",
        "s3:versionid",
        "s3:x-amz-acl",
        "s3:x-amz-content-sha256",
        "s3:x-amz-server-side-encryption",
        "s3:x-amz-storage-class",
        "sts:externalid",
        "sts:rolesessionname",
    }
)
_OPEN_PREFIXES = (
    "aws:requesttag/",
    "aws:resourcetag/",
    "s3:existingobjecttag/",
    "s3:requestobjecttag",
    "s3:x-amz-grant-",
)
_EQUALITIES = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnlike", "numericequals", "bool"}
)
# AWS counts broader ranges as public.
_SHORTEST_IPV4_PREFIX, _SHORTEST_IPV6_PREFIX = 8, 32
_HALF_OF_IPV4 = 1 << 31


def open_statement(statement: Statement, owner: str | None = None) -> Answer:
    """Say whether the statement, if it is an Allow, lets anyone in.

    Args:
        statement: A statement with principals; one without lets nobody in.
        owner: The account that owns the resource. A wildcard that stays inside it confines.
    """
    principals = statement.principals
    if principals is None:
        return Answer.NO
    # Conditions that can never hold grant nothing, whoever is named.
    possible = truth(statement.conditions, {})
    if possible is Answer.NO:
        return Answer.NO
    by_name = _open_to_all(principals)
    if by_name is not Answer.NO:
        by_name = by_name & _open_conditions(statement, owner)
    by_provider = (
        Answer.NO
        if principals.negated
        else any_of(_open_provider(each, statement, owner) for each in principals.federated)
    )
    return by_name | by_provider


def left_open(statement: Statement, owner: str | None = None, *, federated: bool = False) -> Answer:
    """Say whether anyone is left that the statement, as a Deny, does not shut out.

    A Deny for everybody *outside* an organization leaves that organization, so it confines as well
    as a condition on the Allow does. Its conditions must all hold for it to deny, so it leaves open
    what any one of them leaves open.

    Args:
        statement: The Deny.
        owner: As in `open_statement`.
        federated: Ask for callers from identity providers, whom ``{"AWS": "*"}`` may not mean.
    """
    principals = statement.principals
    if principals is None or (not principals.negated and not principals.everyone):
        return Answer.YES
    left = Answer.NO
    if principals.negated:
        left = _open_to_all(Principals(principals.everyone, principals.bare, principals.aws))
        left = left | any_of(_shared_base(each) for each in principals.federated)
    elif federated and not principals.bare:
        left = Answer.MAYBE
    return left | any_of(
        _open_condition(operator, key, wanted, owner, inverse=True)
        for operator, key, wanted in _each_condition(statement)
    )


def _open_to_all(principals: Principals) -> Answer:
    if principals.everyone:
        # NotPrincipal "*" is about nobody.
        return Answer.of(not principals.negated)
    if principals.negated:
        return Answer.YES
    # AWS refuses a wildcard inside a principal's name; where one is seen, its meaning is unsure.
    named = principals.aws + principals.services + principals.users
    return Answer.MAYBE if any(has_wildcard(each) for each in named) else Answer.NO


def _each_condition(statement: Statement) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for operator, keys in statement.conditions.items():
        for key, wanted in keys.items():
            yield operator, fold(key), wanted


def _open_conditions(statement: Statement, owner: str | None) -> Answer:
    return all_of(
        _open_condition(operator, key, wanted, owner)
        for operator, key, wanted in _each_condition(statement)
    )


def _open_condition(
    text: str, key: str, wanted: tuple[str, ...], owner: str | None, *, inverse: bool = False
) -> Answer:
    """Say whether the callers that fulfil the condition (inverse: that fail it) may be anyone."""
    operator = Operator.parse(text)
    if operator is None:
        return Answer.MAYBE
    known = key in _CALLER_KEYS or key == "aws:sourceip"
    if not known:
        return Answer.YES if _says_nothing_of_callers(key) else Answer.MAYBE
    if operator.base == "null":
        # Every organization, network or account has the key with some value.
        return Answer.YES
    if operator.base == "bool":
        wanted = tuple(_flipped(each) for each in wanted) if inverse else wanted
        positive = True
    else:
        positive = operator.negated if inverse else not operator.negated
    without_key = ~operator.when_absent if inverse else operator.when_absent
    if not positive or (without_key is not Answer.NO and key not in ALWAYS_PRESENT):
        return Answer.YES
    if key == "aws:sourceip" and operator.base in _EQUALITIES | {"ipaddress"}:
        return _open_ranges(wanted)
    if operator.base not in _EQUALITIES:
        return Answer.MAYBE
    return any_of(_open_value(key, each, owner) for each in wanted)


def _says_nothing_of_callers(key: str) -> bool:
    return key in _OPEN_KEYS or key.startswith(_OPEN_PREFIXES)


def _flipped(value: str) -> str:
    return {"true": "false", "false": "true"}.get(fold(value), value)


def _open_value(key: str, value: str, owner: str | None) -> Answer:
    if key == "elasticfilesystem:accessedviamounttarget":
        return Answer.of(fold(value) != "true")
    if is_fixed(value):
        return Answer.NO
    if "${" in value:
        return Answer.YES
    if key in _PATH_KEYS:
        return Answer.of(has_wildcard(value.partition("/")[0]))
    if key == "aws:userid":
        # AWS counts "AROAEXAMPLEID:*" as public although a role's id is fixed in it.
        return Answer.YES if has_wildcard(value.partition(":")[0]) else Answer.MAYBE
    if key in _ARN_KEYS:
        account = account_of(value)
        if account is None:
            return Answer.YES
        # By the letter of AWS's rule any wildcard is public; the account confines it all the same.
        confined = key == "s3:dataaccesspointarn" or account == owner
        return Answer.NO if confined else Answer.MAYBE
    return Answer.YES


def _open_ranges(ranges: tuple[str, ...]) -> Answer:
    addresses = 0
    answers = []
    for each in ranges:
        address, slash, prefix = each.partition("/")
        if not is_fixed(each):
            answers.append(Answer.YES)
        elif slash and not re.fullmatch(r"\d{1,3}", prefix, re.ASCII):
            answers.append(Answer.MAYBE)
        elif ":" in address:
            answers.append(Answer.of(bool(slash) and int(prefix) < _SHORTEST_IPV6_PREFIX))
        elif re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", address, re.ASCII):
            length = int(prefix) if slash else 32
            addresses += 1 << max(32 - length, 0)
            answers.append(Answer.of(length < _SHORTEST_IPV4_PREFIX))
        else:
            answers.append(Answer.MAYBE)
    return any_of(answers) | Answer.of(addresses >= _HALF_OF_IPV4)


# Identity providers that serve everybody: the claims that tell one customer of theirs from another,
# with what such a claim must fix. What does not fix it is open to all other customers too.
_FIXED = r"[^*?]+$"
_OWNER_AND_REPOSITORY = r"[^/*?]+/"
_SHARED_PROVIDERS = {
    "token.actions.githubusercontent.com": {
        "sub": r"repo(sitory)?:[^/*?]+/|(repository|repository_owner)_id:\d+:"
        r"|repository_owner:[^:*?]+:|job_workflow_ref:[^/*?]+/",
        "actor": _FIXED,
        "actor_id": _FIXED,
        "enterprise": _FIXED,
        "enterprise_id": _FIXED,
        "job_workflow_ref": _OWNER_AND_REPOSITORY,
        "repository": _OWNER_AND_REPOSITORY,
        "repository_id": _FIXED,
        "repository_owner": _FIXED,
        "repository_owner_id": _FIXED,
    },
    "gitlab.com": {"sub": r"project_path:[^/*?]+/"},
    "app.terraform.io": {"sub": r"organization:[^:*?]+:"},
    "agent.buildkite.com": {"sub": r"organization:[^:*?]+:"},
    "accounts.google.com": {"sub": _FIXED},
    "graph.facebook.com": {"id": _FIXED},
    "www.amazon.com": {"user_id": _FIXED},
    "cognito-identity.amazonaws.com": {"sub": _FIXED},
}
# Claims that confine to the users of one's own app; whether that is anyone, the app decides.
_APP_CLAIMS = {
    "accounts.google.com": ("aud", "oaud"),
    "graph.facebook.com": ("app_id",),
    "www.amazon.com": ("app_id",),
    "cognito-identity.amazonaws.com": ("aud",),
}


def _provider_name(provider: str) -> str:
    return fold(provider.partition(":oidc-provider/")[2] or provider)


def _shared_base(provider: str) -> Answer:
    """Say whether anyone can be a user of the provider."""
    if ":saml-provider/" in provider:
        return Answer.NO
    if has_wildcard(provider) or _provider_name(provider) in _SHARED_PROVIDERS:
        return Answer.YES
    return Answer.MAYBE


def _open_provider(provider: str, statement: Statement, owner: str | None) -> Answer:
    base = _shared_base(provider)
    if base is Answer.NO or has_wildcard(provider):
        return base
    name = _provider_name(provider)
    answers = []
    for text, key, wanted in _each_condition(statement):
        if not key.startswith(f"{name}:"):
            answers.append(_open_condition(text, key, wanted, owner))
            continue
        operator = Operator.parse(text)
        if operator is None:
            answers.append(Answer.MAYBE)
        elif not operator.negated and operator.when_absent is Answer.NO:
            claim = key.removeprefix(f"{name}:")
            answers.append(any_of(_open_claim(name, claim, each) for each in wanted))
    if name == "cognito-identity.amazonaws.com":
        answers.append(_open_to_guests(statement))
    return base & all_of(answers)


def _open_claim(provider: str, claim: str, value: str) -> Answer:
    fixes = _SHARED_PROVIDERS.get(provider)
    if fixes is None:
        # The organization's own provider: who is a user is known, and the subject narrows it.
        return Answer.of(claim != "sub" or not value.strip("*"))
    if claim in fixes:
        if "${" in value:
            return Answer.YES
        fixed = is_fixed(value) or re.match(fixes[claim], value)
        return Answer.of(not fixed)
    if claim in _APP_CLAIMS.get(provider, ()) and is_fixed(value):
        return Answer.MAYBE
    return Answer.YES


def _open_to_guests(statement: Statement) -> Answer:
    """Say whether Cognito's unauthenticated guests fulfil the conditions."""
    key = "cognito-identity.amazonaws.com:amr"
    answers = []
    for text, name, wanted in _each_condition(statement):
        operator = Operator.parse(text)
        if name == key and operator is not None:
            answers.append(operator.when("unauthenticated", wanted))
    return all_of(answers) if answers else Answer.MAYBE
