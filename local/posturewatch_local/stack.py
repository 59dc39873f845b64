"""The whole embedded AWS as one context: `with EmbeddedAws(template=…) as aws: …`.

MiniStack is the hub account with the deployed template, moto is every audited account, and a Slack
receiver listens for messages. Nothing of it is reachable from outside this machine, and nothing is
left when the context ends.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from posturewatch_local.account_host import strip_account_host
from posturewatch_local.deploy import Deployment, deploy
from posturewatch_local.errors import EmbeddedAwsError, ExposureError
from posturewatch_local.ministack_launcher import ministack
from posturewatch_local.moto_launcher import BACKDATE_PATH, moto
from posturewatch_local.slack_receiver import SlackReceiver

HUB_ACCOUNT = "111122223333"
AUDITED_ACCOUNT = "222233334444"
AUDIT_ROLE = "PosturewatchAudit"

_log = logging.getLogger(__name__)
_ACCOUNT = re.compile(r"\d{12}")
_MAX_ENTRIES = 10
_TROUBLE = re.compile(r"error|exception|traceback|timed out|critical", re.IGNORECASE)


@dataclass(frozen=True)
class LogLine:
    """One line that a function logged."""

    function: str
    """The logical id of the function."""
    timestamp: float
    """Wall clock, as of `time.time()`."""
    message: str


class EmbeddedSession:
    """Like a `boto3.Session`, but every client that it makes goes to an emulator."""

    def __init__(self, session: Any, endpoint_url: str) -> None:
        self._session = session
        self.endpoint_url = endpoint_url
        self._lock = threading.Lock()  # making clients is not thread-safe, using them is

    @property
    def region_name(self) -> str:
        """The session's region."""
        return str(self._session.region_name)

    def client(self, service_name: str, **options: Any) -> Any:
        """Make a client, with the options of `boto3.Session.client`."""
        options.setdefault("endpoint_url", self.endpoint_url)
        with self._lock:
            client = self._session.client(service_name, **options)
        return strip_account_host(client) if service_name == "s3control" else client

    def resource(self, service_name: str, **options: Any) -> Any:
        """Make a resource, with the options of `boto3.Session.resource`."""
        options.setdefault("endpoint_url", self.endpoint_url)
        with self._lock:
            return self._session.resource(service_name, **options)

    def get_credentials(self) -> Any:
        """The credentials of the session."""
        return self._session.get_credentials()


class EmbeddedAws:
    """Emulators, deployment and Slack for as long as the context lasts.

    Args:
        hub_account: The account that Posturewatch lives in.
        audited_account: The account that `audited_session` and `backdate` mean unless told
            otherwise.
        template: What to deploy; without one only the emulators run.
        parameters: Template parameters. `AuditedEndpointUrl` and `SlackApiUrl` are filled in where
            the template has them.
        region: The region of the hub, and of audited sessions unless told otherwise.
        enforce_iam: Whether functions may do only what their roles allow.
        slack: The receiver to use instead of one with the default token and channel; it is started
            and stopped here.
        cache: The folder where installed requirements are kept; `build/embedded` beside the
            template unless given.
        progress: Is told what is being done.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of its own, with a default
        self,
        *,
        hub_account: str = HUB_ACCOUNT,
        audited_account: str = AUDITED_ACCOUNT,
        template: Path | None = None,
        parameters: Mapping[str, str] | None = None,
        region: str = "us-east-1",
        enforce_iam: bool = False,
        slack: SlackReceiver | None = None,
        cache: Path | None = None,
        progress: Callable[[str], None] = _log.info,
    ) -> None:
        for account in (hub_account, audited_account):
            if not _ACCOUNT.fullmatch(account):
                raise ValueError(f"an account id is twelve digits, not {account!r}")
        self.hub_account = hub_account
        self.audited_account = audited_account
        self.region = region
        self.slack = slack or SlackReceiver()
        self._template = template
        self._parameters = dict(parameters or {})
        self._cache = cache
        self._progress = progress
        self._ministack = ministack(hub_account, region=region, enforce_iam=enforce_iam)
        self._moto = moto()
        self._deployment: Deployment | None = None
        self._home: EmbeddedSession | None = None
        self._clients: dict[str, Any] = {}
        self._stack = ExitStack()

    # --- Life ---

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException as error:
            if isinstance(error, Exception) and self._ministack.is_running():
                error.add_note(self.diagnose())
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _start(self) -> None:
        self._progress("Starting the emulators")
        self._stack.enter_context(self.slack)
        self._stack.callback(self._close_clients)
        for child in (self._ministack, self._moto):
            self._stack.callback(child.stop)
        with ThreadPoolExecutor(max_workers=2) as pool:
            for started in [pool.submit(child.start) for child in (self._ministack, self._moto)]:
                started.result()
        self._home = self._new_session(self.hub_account, "local", None, self.home_url)
        self.assert_loopback_only()
        if self._template is not None:
            self._deploy(self._template)

    def _deploy(self, template: Path) -> None:
        from posturewatch_local.deploy import load_template

        declared = load_template(template).get("Parameters") or {}
        ours = {"AuditedEndpointUrl": self.audited_url, "SlackApiUrl": self.slack.api_url}
        known = {name: value for name, value in ours.items() if name in declared}
        self._deployment = deploy(
            self._client,
            template,
            parameters={**known, **self._parameters},
            region=self.region,
            cache=self._cache or template.parent / "build" / "embedded",
            progress=self._progress,
        )

    def _close_clients(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    # --- Where things are ---

    @property
    def home_url(self) -> str:
        """The endpoint of the hub account (MiniStack)."""
        return self._ministack.url

    @property
    def audited_url(self) -> str:
        """The endpoint of the audited accounts (moto)."""
        return self._moto.url

    @property
    def deployment(self) -> Deployment:
        """What was deployed.

        Raises:
            EmbeddedAwsError: No template was given.
        """
        if self._deployment is None:
            raise EmbeddedAwsError("no template was deployed")
        return self._deployment

    @property
    def outputs(self) -> Mapping[str, str]:
        """The outputs of the stack."""
        return self.deployment.outputs

    def physical_id(self, logical_id: str) -> str:
        """The physical id of a resource of the template.

        Raises:
            EmbeddedAwsError: The template has no such resource.
        """
        resources = self.deployment.resources
        if logical_id not in resources:
            raise EmbeddedAwsError(f"the template has no resource {logical_id}")
        return resources[logical_id]

    def api_url(self, logical_id: str = "ServerlessHttpApi", *, stage: str = "$default") -> str:
        """Where the routes of an HTTP API are reached, without a trailing slash."""
        return f"{self.home_url}/_aws/execute-api/{self.physical_id(logical_id)}/{stage}"

    # --- Sessions ---

    @property
    def home(self) -> EmbeddedSession:
        """The session of the hub account."""
        if self._home is None:
            raise EmbeddedAwsError("the embedded AWS is not running")
        return self._home

    def home_session(self) -> EmbeddedSession:
        """The session of the hub account."""
        return self.home

    def audited_session(
        self, account: str | None = None, region: str | None = None, *, role: str = AUDIT_ROLE
    ) -> EmbeddedSession:
        """A session in an audited account, by AssumeRole as the product does it."""
        anybody = self._new_session("local", "local", None, self.audited_url)
        sts = anybody.client("sts")
        try:
            credentials = sts.assume_role(
                RoleArn=f"arn:aws:iam::{account or self.audited_account}:role/{role}",
                RoleSessionName="embedded",
            )["Credentials"]
        finally:
            sts.close()
        return self._new_session(
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
            self.audited_url,
            region,
        )

    def _new_session(
        self, key: str, secret: str, token: str | None, url: str, region: str | None = None
    ) -> EmbeddedSession:
        import boto3

        return EmbeddedSession(
            boto3.Session(key, secret, token, region_name=region or self.region), url
        )

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.home.client(service)
        return self._clients[service]

    # --- Doing things ---

    def put_events(self, *events: Mapping[str, Any]) -> list[str]:
        """Put events on the hub's default bus; returns their ids.

        Each has the form in which EventBridge delivers it: `source`, `detail-type`, `detail` and,
        if need be, `resources`. The account and region of an `aws.*` event are those that its
        detail names.

        Raises:
            EmbeddedAwsError: The bus did not take one of them.
        """
        entries = [
            {
                "Source": event["source"],
                "DetailType": event["detail-type"],
                "Detail": json.dumps(event["detail"]),
                "Resources": list(event.get("resources", ())),
            }
            for event in events
        ]
        identifiers: list[str] = []
        for first in range(0, len(entries), _MAX_ENTRIES):
            answer = self._client("events").put_events(
                Entries=entries[first : first + _MAX_ENTRIES]
            )
            for result in answer["Entries"]:
                if "ErrorCode" in result:
                    raise EmbeddedAwsError(f"{result['ErrorCode']}: {result['ErrorMessage']}")
                identifiers.append(result["EventId"])
        return identifiers

    def invoke(self, function: str, payload: Any) -> Any:
        """Call a function, by its logical id, and return what it answers.

        Raises:
            EmbeddedAwsError: It failed.
        """
        answer = self._client("lambda").invoke(
            FunctionName=self.physical_id(function), Payload=json.dumps(payload)
        )
        result = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise EmbeddedAwsError(f"{function} failed: {result}")
        return result

    def backdate(
        self,
        *,
        users: Mapping[str, Any] | None = None,
        roles: Mapping[str, Any] | None = None,
        account: str | None = None,
    ) -> list[str]:
        """Make IAM users, keys and roles of an audited account older; see `backdate.backdate`.

        Raises:
            EmbeddedAwsError: Something named does not exist or cannot be set.
        """
        wish = {
            "account": account or self.audited_account,
            "users": dict(users or {}),
            "roles": dict(roles or {}),
        }
        request = urllib.request.Request(  # noqa: S310 - the URL is our own child's
            self.audited_url + BACKDATE_PATH, data=json.dumps(wish, default=str).encode()
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=10) as answer:
                changed: list[str] = json.load(answer)["changed"]
                return changed
        except urllib.error.HTTPError as error:
            with error:
                raise EmbeddedAwsError(json.load(error)["error"]) from error

    def wait_until(self, condition: Callable[[], Any], what: str, *, timeout: float = 15.0) -> Any:
        """Poll until the condition gives something true, and return that.

        Raises:
            EmbeddedAwsError: It did not in time; carries what `diagnose` has to say.
        """
        deadline = time.monotonic() + timeout
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > deadline:
                error = EmbeddedAwsError(f"not within {timeout:g} s: {what}")
                error.add_note(self.diagnose())
                raise error
            time.sleep(0.05)

    # --- Looking at things ---

    def logs(self, function: str | None = None, *, since: float = 0.0) -> list[LogLine]:
        """What functions logged, oldest first.

        Args:
            function: The logical id of one function; all unless given.
            since: Only what was logged after this moment, as of `time.time()`.
        """
        names = {
            physical: logical
            for logical, physical in self.deployment.of_type("AWS::Lambda::Function").items()
            if function in (None, logical)
        }
        logs = self._client("logs")
        lines = []
        for physical, logical in names.items():
            try:
                pages = logs.get_paginator("filter_log_events").paginate(
                    logGroupName=f"/aws/lambda/{physical}", startTime=int(since * 1000)
                )
                events = [event for page in pages for event in page["events"]]
            except logs.exceptions.ResourceNotFoundException:
                continue  # it has not logged anything yet
            lines += [LogLine(logical, e["timestamp"] / 1000, e["message"]) for e in events]
        return sorted(lines, key=lambda line: line.timestamp)

    def queue_depths(self) -> dict[str, int]:
        """How many messages each queue holds: waiting, delayed or being worked on."""
        names = ("", "NotVisible", "Delayed")
        attributes = [f"ApproximateNumberOfMessages{name}" for name in names]
        depths = {}
        for logical, url in self.deployment.of_type("AWS::SQS::Queue").items():
            answer = self._client("sqs").get_queue_attributes(
                QueueUrl=url, AttributeNames=attributes
            )
            depths[logical] = sum(int(value) for value in answer["Attributes"].values())
        return depths

    def assert_loopback_only(self) -> None:
        """Check that no child can be reached from another machine.

        Raises:
            ExposureError: One listens on another interface; names it.
        """
        exposed = [
            f"{child.name} (process {listener.pid}) listens on {listener.address}:{listener.port}"
            for child in (self._ministack, self._moto)
            for listener in child.listeners()
            if not listener.is_loopback
        ]
        if exposed:
            raise ExposureError("; ".join(exposed))

    def diagnose(self, *, lines: int = 60) -> str:
        """Everything that helps to understand why something did not happen."""
        parts: list[str] = []
        for child in (self._ministack, self._moto):
            state = "running" if child.is_running() else "NOT RUNNING"
            parts += [f"== {child.name}: {state}", child.output(lines)]
        if self._deployment is not None and self._ministack.is_running():
            parts += self._diagnose_deployment(lines)
        parts.append("== Slack")
        parts += [f"{c.method}: {c.status} {c.error or 'ok'}" for c in self.slack.calls[-lines:]]
        return "\n".join(part for part in parts if part)

    def _diagnose_deployment(self, lines: int) -> list[str]:
        parts = ["== queues that are not empty"]
        parts += [f"{name}: {depth}" for name, depth in self.queue_depths().items() if depth]
        parts.append("== event sources")
        for name, identifier in self.deployment.of_type("AWS::Lambda::EventSourceMapping").items():
            mapping = self._client("lambda").get_event_source_mapping(UUID=identifier)
            parts.append(f"{name}: {mapping['State']}, {mapping.get('LastProcessingResult')}")
        logged = self.logs()
        parts.append("== what functions complained about")
        parts += _shown(line for line in logged if _TROUBLE.search(line.message))[-lines:]
        parts.append("== what functions logged last")
        return parts + _shown(logged)[-lines:]


def _shown(lines: Iterable[LogLine]) -> list[str]:
    return [f"{line.function}: {line.message.rstrip()}" for line in lines]
