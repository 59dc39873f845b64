"""A policy document, and the questions that controls ask of it."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from posturewatch.domain.answer import Answer, all_of, any_of
from posturewatch.domain.policy.conditions import Operator, Situation, truth
from posturewatch.domain.policy.escalation import (
    DIRECT,
    HARMLESS_ON_ONESELF,
    PATHS,
    Escalation,
    Path,
    target_of,
)
from posturewatch.domain.policy.evaluation import (
    EVERY_ACTION,
    EVERY_RESOURCE,
    Rule,
    by_part,
    weigh,
    whole_of,
)
from posturewatch.domain.policy.exposure import left_open, open_statement
from posturewatch.domain.policy.glob import fold, has_wildcard
from posturewatch.domain.policy.statement import Statement, account_of, read_statements

_NOBODY: Situation = {}
_ASSUMING = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity")
_ANY_ASSUMING = "sts:assumerole*"
# A value that no policy can have been written to accept.
_UNHEARD_OF = "\ufffd"

_TLS_VERSIONS = ("1.0", "1.1", "1.2", "1.3")
# The actions that move data, and on which part of the resource's ARN they work.
_DATA_ACTIONS = {
    "s3": (
        ("", ("s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads")),
        (
            "/*",
            (
                "s3:getobject",
                "s3:getobjectversion",
                "s3:putobject",
                "s3:deleteobject",
                "s3:deleteobjectversion",
                "s3:abortmultipartupload",
                "s3:listmultipartuploadparts",
            ),
        ),
    ),
    "sns": (("", ("sns:publish",)),),
    "sqs": (("", ("sqs:sendmessage", "sqs:receivemessage", "sqs:deletemessage")),),
}

_ACCOUNT_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceowner",
        "aws:vpceaccount",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)


@dataclass(frozen=True, slots=True)
class PublicGrant:
    """A statement that lets anyone in.

    Attributes:
        position: The statement's place in the document, from 1.
        sid: Its ``Sid``, if it has one.
        actions: Its actions as written; of a ``NotAction``, ``"* except …"``.
        answer: ``YES``, or ``MAYBE`` if that hangs on what the document does not tell.
    """

    position: int
    sid: str | None
    actions: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class PublicGrants:
    """What `PolicyDocument.public` found."""

    grants: tuple[PublicGrant, ...] = ()

    @property
    def answer(self) -> Answer:
        """Whether the policy is public: ``YES`` if one of its grants is."""
        return any_of(grant.answer for grant in self.grants)

    @property
    def sids(self) -> tuple[str, ...]:
        """The statements concerned by ``Sid``, or by position as ``#2`` where it has none."""
        return tuple(grant.sid or f"#{grant.position}" for grant in self.grants)

    @property
    def actions(self) -> tuple[str, ...]:
        """All the actions granted, sorted."""
        return tuple(sorted({action for grant in self.grants for action in grant.actions}))


@dataclass(frozen=True, slots=True)
class TrustedAccount:
    """Another account whose principals may assume the role.

    The flags are true only where every way in demands it.

    Attributes:
        account: The account id, or the principal as written where it has none.
        principals: What the policy names of that account, sorted.
        has_external_id: Only with the right ``sts:ExternalId``.
        mfa_required: Only after signing in with a second factor.
        organization_required: Only from inside a named organization.
    """

    account: str
    principals: tuple[str, ...]
    has_external_id: bool
    mfa_required: bool
    organization_required: bool


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy: what an identity may do, who may use a resource, or who may assume a role.

    Questions are answered for this document alone: other policies of the identity, boundaries and
    organization policies may add to what it grants or take from it. ``MAYBE`` means that the text
    does not prove it either way: a condition, a policy variable, a pattern that AWS refuses.
    """

    statements: tuple[Statement, ...] = ()

    @classmethod
    def parse(cls, raw: str | Mapping[str, object]) -> PolicyDocument:
        """Read a document: an object, or its JSON text, URL-encoded or quoted as text once more.

        Raises:
            MalformedPolicy: If it is not a policy document; the message names the statement.
        """
        return cls(read_statements(raw))

    # What an identity with this policy may do. These questions do not look at principals.

    def allows(self, action: str, resource: str = EVERY_RESOURCE) -> Answer:
        """Say whether every action and resource that matches is allowed.

        Args:
            action: An action, or a pattern that stands for all actions that match it.
            resource: A resource, or a pattern that stands for all resources that match it.

        Returns:
            ``YES`` if allowed without conditions on all of them. For ``*`` as the resource, all of
            a service's ARNs (``arn:aws:s3:::*``) are ``MAYBE``: only some actions go beyond them.
        """
        return self._allows_all(self._rules(), fold(action), resource)

    def allows_on_any(self, action: str) -> Answer:
        """Say whether the action is allowed on at least one resource; of a pattern, any action."""
        return weigh(self._rules(), fold(action), EVERY_RESOURCE).some

    def grants_admin(self) -> Answer:
        """Say whether the policy makes an administrator.

        It does if it allows every action on every resource, by ``*``, ``*:*``, a ``NotAction`` or
        ``NotResource`` that leaves nothing out, or several statements together. ``MAYBE`` if it
        does so under a condition, or on ``arn:aws:*`` and the like.

        A Deny beside it takes some of that away. Whoever may still change rights in IAM can take it
        back, so the answer stays ``YES`` while one action of the table of direct escalations is
        left on some resource of its kind. It is ``NO`` once all of IAM is denied everywhere (that
        leaves what AWS calls a power user; see `escalations`), and ``MAYBE`` in between.
        """
        allowing = [rule for rule in self._rules() if rule.grants]
        unnamed = self._unnamed_service()
        # Cheap, and enough for almost every policy: is even an action allowed that none names?
        if unnamed and self._allows_all(allowing, f"{unnamed}:a", EVERY_RESOURCE) is Answer.NO:
            return Answer.NO
        granted = self._allows_all(allowing, EVERY_ACTION, EVERY_RESOURCE)
        if granted is Answer.NO:
            return Answer.NO
        rules = self._rules()
        for path in DIRECT:
            (action,) = path.actions
            (whole,) = whole_of((), *target_of(action))
            if weigh(rules, fold(action), whole).some is Answer.YES:
                return granted
        (whole,) = whole_of((), "iam", "")
        return granted & Answer.MAYBE & weigh(rules, "iam:?*", whole).some

    def service_wildcards(self) -> tuple[str, ...]:
        """Return the services of which everything is allowed, sorted.

        A service counts if all its actions are allowed on a resource that is all wildcard, or on
        all but a ``NotResource``, even under a condition, unless a Deny without condition takes the
        whole service away. ``("*",)`` alone stands for every service but those a document takes
        out: for ``Action: "*"`` and for an Allow with ``NotAction``. Where the service's name is
        itself a pattern, it is returned as written.
        """
        allowing = [
            Rule(replace(each, resources=(), not_resources=()), True, Answer.YES)
            for each in self.statements
            if each.allows
            and truth(each.conditions, _NOBODY) is not Answer.NO
            and (not each.resources or any(_is_all_wildcard(text) for text in each.resources))
        ]
        denying = [
            Rule(each, True, truth(each.conditions, _NOBODY))
            for each in self.statements
            if not each.allows
        ]

        def granted(service: str) -> bool:
            pattern = f"{service}:?*"
            return (
                weigh(allowing, pattern, EVERY_RESOURCE).every is not Answer.NO
                and weigh(denying, pattern, EVERY_RESOURCE).every is not Answer.YES
            )

        unnamed = self._unnamed_service()
        if unnamed is not None and granted(unnamed):
            return ("*",)
        named = {
            pattern.partition(":")[0]
            for rule in allowing
            if rule.statement.actions
            for pattern in rule.statement.action_patterns
        }
        return tuple(sorted(service for service in named if granted(service)))

    def escalations(self) -> tuple[Escalation, ...]:
        """Return the known ways to more rights that the policy opens, in the table's order.

        A role passed under ``iam:PassedToService`` only counts for the services named there.
        Managing one's own credentials (``user/${aws:username}``) is no escalation; attaching a
        policy to oneself is.
        """
        found = []
        for path in PATHS:
            certainty = all_of(self._reaches(path, action) for action in path.actions)
            if certainty is Answer.YES or (certainty is Answer.MAYBE and not path.broad_only):
                found.append(Escalation(path.name, path.actions, certainty))
        return tuple(found)

    def unconfined(self, *actions: str) -> tuple[str, ...]:
        """Return those of some actions that are allowed without a condition on all they work on.

        All roles are ``*`` as well as ``arn:aws:iam::111122223333:role/*``.
        """
        return tuple(
            action for action in actions if self._reaches(Path((action,)), action) is Answer.YES
        )

    # Who may use the resource that has this policy.

    def public(self, owner: str | None = None) -> PublicGrants:
        """Find the statements that let anyone in, by what AWS calls public for S3 bucket policies.

        A grant to ``*``, by ``NotPrincipal`` or to a public identity provider is public unless a
        condition confines it to fixed values of a key that says who or where the caller is
        (account, organization, VPC, endpoint, source ARN, address ranges no wider than /8 or, in
        IPv6, /32), or a Deny shuts out everybody else. These do not confine: negated operators,
        ``...IfExists``, ``ForAllValues:``, ``Null``, values with a wildcard or a variable. Keys
        that AWS's list does not settle are ``MAYBE``, as is a wildcard after a fixed account.

        Args:
            owner: The account that owns the resource: a wildcard within it is then not public.
        """
        grants = []
        for position, statement in enumerate(self.statements, start=1):
            if not statement.allows:
                continue
            answer = self._lets_anyone(statement, EVERY_ACTION, owner)
            if answer is not Answer.NO:
                excepted = ", ".join(sorted(statement.not_actions))
                actions = statement.actions or (f"* except {excepted}",)
                grants.append(PublicGrant(position, statement.sid, actions, answer))
        return PublicGrants(tuple(grants))

    @property
    def action_wildcards(self) -> tuple[str, ...]:
        """The statements that allow all actions, or all of a service, by ``Sid`` or position."""
        return tuple(
            statement.sid or f"#{position}"
            for position, statement in enumerate(self.statements, start=1)
            if statement.allows
            and any(action == "*" or action.endswith(":*") for action in statement.actions)
        )

    def external_accounts(self, owner: str) -> tuple[str, ...]:
        """Return whom outside the owner's account the policy names, sorted.

        Accounts by id, whether named as principals or in a condition on a grant to everybody, with
        or without further conditions; canonical user ids and what deleted principals left behind
        (``AIDA…``) as they are. Not: services, identity providers, CloudFront's own identities.
        A Deny is not subtracted: whoever is named is reported.
        """
        named: set[str] = set()
        for statement in self.statements:
            if statement.allows:
                named.update(_outsiders(statement, owner))
        return tuple(sorted(named))

    def requires_tls(self, resource: str | None = None) -> Answer:
        """Say whether unencrypted requests are denied to everybody.

        That takes a Deny for all principals of all actions that move data (``s3:*`` is customary),
        on the bucket and on its objects, whenever ``aws:SecureTransport`` is false. A Deny by
        ``s3:TlsVersion`` alone is ``MAYBE``: AWS does not document what a plain request has there.

        Args:
            resource: The ARN of the bucket, queue or topic; by default the one that the policy
                names. If it names several of which only some are covered, the answer is ``MAYBE``.
        """
        return self._denied(resource, {"aws:securetransport": "false"})

    def minimum_tls(self, resource: str | None = None) -> str | None:
        """Return the lowest TLS version that is not denied to everybody, or None if none is denied.

        Args:
            resource: As for `requires_tls`.
        """
        accepted = None
        for version in _TLS_VERSIONS:
            situation = {"aws:securetransport": "true", "s3:tlsversion": version}
            if self._denied(resource, situation) is not Answer.YES:
                return accepted and version
            accepted = version
        return accepted

    def confused_deputy(self) -> Answer:
        """Say whether a service may act on behalf of any customer of AWS.

        ``YES`` if a service principal is granted something without a condition on whose behalf it
        calls (``aws:SourceAccount``, ``aws:SourceArn``, ``aws:SourceOrgID``,
        ``aws:SourceOrgPaths``). Not every service sends these keys, so judge only those that
        document them.
        """
        foreign: Situation = {
            "aws:sourceaccount": _UNHEARD_OF,
            "aws:sourcearn": f"arn:aws:{_UNHEARD_OF}:::{_UNHEARD_OF}",
            "aws:sourceorgid": _UNHEARD_OF,
            "aws:sourceorgpaths": _UNHEARD_OF,
            "aws:sourceowner": _UNHEARD_OF,
        }
        rules = [
            Rule(each, each.allows, truth(each.conditions, foreign))
            for each in self.statements
            if each.principals
            and (each.principals.services if each.allows else each.principals.everyone)
            and not each.principals.negated
        ]
        return weigh(rules, EVERY_ACTION, EVERY_RESOURCE).some

    # Who may assume the role that has this trust policy.

    def trusts_anyone(self, owner: str | None = None) -> Answer:
        """Say whether anyone at all may assume the role.

        Wildcard principals are judged as in `public`. An external id does not confine them: AWS
        does not treat it as a secret. Identity providers that serve everybody (GitHub, GitLab, HCP
        Terraform, Google and others) are open unless a condition fixes the claim that tells their
        customers apart: for GitHub ``sub``, down to the organization at least, so neither an
        audience alone nor ``repo:*`` will do. ``MAYBE``: an organization's own OpenID Connect
        provider without a condition on ``sub``; Google, Facebook or Amazon with only the app fixed;
        a Cognito pool that may hand out guest credentials. SAML providers confine.
        """
        return any_of(
            self._lets_anyone(each, _ANY_ASSUMING, owner) for each in self.statements if each.allows
        )

    def trusted_accounts(self, owner: str) -> tuple[TrustedAccount, ...]:
        """Return the other accounts that may assume the role, by account id.

        An account that a Deny shuts out in every case is not among them.
        """
        trusting = [each for each in self.statements if each.allows and _lets_assume(each)]
        named: dict[str, set[str]] = {}
        for statement in trusting:
            for account, principals in _outsiders(statement, owner).items():
                named.setdefault(account, set()).update(principals)
        found = []
        for account, principals in sorted(named.items()):
            entry = _Entry(self, account, owner)
            if entry.barred({}):
                continue
            found.append(
                TrustedAccount(
                    account,
                    tuple(sorted(principals)),
                    has_external_id=entry.barred(*_NO_EXTERNAL_ID),
                    mfa_required=entry.barred(*_NO_SECOND_FACTOR),
                    organization_required=entry.barred(*_NO_ORGANIZATION),
                )
            )
        return tuple(found)

    def trusted_services(self) -> tuple[str, ...]:
        """Return the services that may assume the role, sorted; a Deny is not subtracted."""
        return tuple(
            sorted(
                {
                    service
                    for each in self.statements
                    if each.allows and each.principals and not each.principals.negated
                    if each.matches_action("sts:assumerole")
                    for service in each.principals.services
                }
            )
        )

    # How the answers are found.

    def _rules(self, situation: Situation = _NOBODY) -> list[Rule]:
        return [
            Rule(each, each.allows, truth(each.conditions, situation)) for each in self.statements
        ]

    def _allows_all(self, rules: list[Rule], action: str, resource: str) -> Answer:
        if resource.strip("*"):
            return weigh(rules, action, resource).every
        every = weigh(rules, action, EVERY_RESOURCE).every
        if every is not Answer.NO:
            return every
        service = action.partition(":")[0]
        wide = whole_of(self._granted_resources(), "*" if has_wildcard(service) else service, "")
        partial = any(weigh(rules, action, each).every is not Answer.NO for each in wide)
        return Answer.MAYBE if partial else Answer.NO

    def _granted_resources(self) -> Iterator[str]:
        for statement in self.statements:
            if statement.allows:
                yield from statement.resources

    def _unnamed_service(self) -> str | None:
        """Return a service that no pattern of the document means in particular."""
        patterns = [each for statement in self.statements for each in statement.action_patterns]
        taken = {each[:1] for each in patterns if has_wildcard(each.partition(":")[0])}
        letter = next((each for each in string.ascii_lowercase if each not in taken), None)
        # Long enough that no real service and no run of question marks comes near.
        return letter and letter + "-unnamed" * 8

    def _reaches(self, path: Path, action: str) -> Answer:
        document = self._but_oneself() if action in HARMLESS_ON_ONESELF else self
        situation = {"iam:passedtoservice": path.receiver} if path.receiver else _NOBODY
        rules = [
            rule
            for rule in document._rules(situation)
            if rule.statement.matches_action(fold(action))
        ]
        if not any(rule.grants and rule.applies is not Answer.NO for rule in rules):
            return Answer.NO
        service, kind = target_of(action)
        resources = sorted(set(document._granted_resources()))
        oneself = [by_part(each) for each in resources if kind == "user/" and _is_oneself(each)]
        reach = Answer.NO
        for pattern in (*whole_of(resources, service, kind), *oneself):
            outcome = weigh(rules, fold(action), pattern)
            if outcome.every is Answer.YES:
                return Answer.YES
            if outcome.some is not Answer.NO:
                reach = Answer.MAYBE
        return reach

    def _but_oneself(self) -> PolicyDocument:
        kept = []
        for statement in self.statements:
            others = tuple(each for each in statement.resources if not _is_oneself(each))
            if not statement.allows or not statement.resources:
                kept.append(statement)
            elif others:
                kept.append(replace(statement, resources=others))
        return PolicyDocument(tuple(kept))

    def _lets_anyone(self, statement: Statement, action: str, owner: str | None) -> Answer:
        principals = statement.principals
        federated = principals is not None and bool(principals.federated)
        rules = [Rule(statement, True, open_statement(statement, owner))]
        rules += [
            Rule(each, False, ~left_open(each, owner, federated=federated))
            for each in self.statements
            if not each.allows
        ]
        return weigh(rules, action, EVERY_RESOURCE).some

    def _denied(self, resource: str | None, situation: Situation) -> Answer:
        """Say whether all data actions are denied to everybody in the situation."""
        rules = [
            Rule(each, True, truth(each.conditions, situation))
            for each in self.statements
            if not each.allows
            and each.principals is not None
            and each.principals.everyone
            and not each.principals.negated
        ]

        def denied(service: str, arn: str) -> Answer:
            return all_of(
                weigh(rules, action, arn + part).every
                for part, actions in _DATA_ACTIONS[service]
                for action in actions
            )

        arns = [resource] if resource is not None else self._data_resources()
        if not arns:
            return any_of(denied(each, by_part(f"arn:*:{each}:*:*:*")) for each in _DATA_ACTIONS)
        answers = [
            denied(service, arn) if service in _DATA_ACTIONS else Answer.MAYBE
            for arn in arns
            for service in (arn.split(":")[2:3] or [""])
        ]
        return all_of(answers) | (any_of(answers) & Answer.MAYBE)

    def _data_resources(self) -> list[str]:
        """Return the buckets, queues and topics that the document names."""
        found = set()
        for statement in self.statements:
            for pattern in statement.resources + statement.not_resources:
                parts = pattern.split(":", 5)
                if len(parts) == 6 and parts[2] in _DATA_ACTIONS:
                    arn = pattern.partition("/")[0] if parts[2] == "s3" else pattern
                    if "${" not in arn:
                        found.add(arn)
        return sorted(found)


# Situations that a requirement must bar: each of them, for the requirement to be real.
_NO_EXTERNAL_ID: tuple[Situation, ...] = ({"sts:externalid": None}, {"sts:externalid": _UNHEARD_OF})
_NO_SECOND_FACTOR: tuple[Situation, ...] = (
    {"aws:multifactorauthpresent": "false", "aws:multifactorauthage": None},
    {"aws:multifactorauthpresent": None, "aws:multifactorauthage": None},
)
_NO_ORGANIZATION: tuple[Situation, ...] = (
    {"aws:principalorgid": None, "aws:principalorgpaths": None},
    {"aws:principalorgid": _UNHEARD_OF, "aws:principalorgpaths": _UNHEARD_OF},
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """The ways in that a trust policy gives to one account."""

    document: PolicyDocument
    account: str
    owner: str

    def barred(self, *situations: Situation) -> bool:
        """Say whether the account cannot assume the role in any of the situations."""
        return all(
            weigh(self._rules(each), _ANY_ASSUMING, EVERY_RESOURCE).some is Answer.NO
            for each in situations
        )

    def _rules(self, situation: Situation) -> Iterator[Rule]:
        known = {"aws:principalaccount": self.account, **situation}
        for statement in self.document.statements:
            if statement.allows:
                concerned = Answer.of(self.account in _outsiders(statement, self.owner))
            else:
                concerned = self._shut_out(statement)
            yield Rule(statement, statement.allows, concerned & truth(statement.conditions, known))

    def _shut_out(self, statement: Statement) -> Answer:
        """Say whether a Deny is about every principal of the account."""
        principals = statement.principals
        if principals is None:
            return Answer.NO
        named = [each for each in principals.aws if self.account in (each, account_of(each))]
        if principals.negated:
            return Answer.of(not principals.everyone and not named)
        whole = any(each == self.account or each.endswith(":root") for each in named)
        return Answer.of(principals.everyone or whole) | (Answer.of(bool(named)) & Answer.MAYBE)


def _is_all_wildcard(pattern: str) -> bool:
    return "*" in pattern and not pattern.strip("*?")


def _lets_assume(statement: Statement) -> bool:
    return any(statement.matches_action(action) for action in _ASSUMING)


def _is_oneself(resource: str) -> bool:
    return "${aws:username}" in fold(resource)


def _outsiders(statement: Statement, owner: str) -> dict[str, set[str]]:
    """Return whom outside the owner's account an Allow names, with the principals as written."""
    principals = statement.principals
    if principals is None:
        return {}
    named: Iterable[str] = () if principals.negated else principals.aws + principals.users
    if principals.everyone or principals.negated:
        named = (*named, *_accounts_in_conditions(statement))
    found: dict[str, set[str]] = {}
    for each in named:
        account = account_of(each)
        if account != owner and ":iam::cloudfront:" not in each:
            found.setdefault(account or each, set()).add(each)
    return found


def _accounts_in_conditions(statement: Statement) -> Iterator[str]:
    for text, keys in statement.conditions.items():
        operator = Operator.parse(text)
        for key, wanted in keys.items():
            if operator is not None and not operator.negated and fold(key) in _ACCOUNT_KEYS:
                yield from (each for each in wanted if account_of(each) is not None)
