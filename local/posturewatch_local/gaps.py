"""Where MiniStack differs from AWS in ways that matter here, and what is done about each.

Some are closed inside MiniStack, by the launcher, before it serves (`close_inside`); some in the
expanded template just before it is deployed (`adapt`); the rest by calls after the stack is there
(`complete`). So `template.yaml` stays as AWS needs it. The code inside MiniStack that is replaced
here belongs to one release: another one is refused, not guessed at.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import logging
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from posturewatch_local.errors import EmbeddedAwsError

MINISTACK_VERSION = "1.5.33"
"""The release whose inside is known."""

STREAM_RECORD_AGE = 60
"""After how many seconds of failing a stream batch goes to its failure queue; the least that "
"AWS allows."""

_SINGLE_PERMISSIONS = {
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gap:
    """One difference, why it matters to us, and what is done."""

    name: str
    why: str
    remedy: str


INSIDE = (
    Gap(
        "aws sources",
        "PutEvents refuses `aws.*` sources, as AWS does to customers, and no service emits "
        "CloudTrail or Config events"
        " on its own, so that our rules would never match.",
        "Events that are put count as emitted by the service.",
    ),
    Gap(
        "events of other accounts",
        "There is no way from one account's event bus to another's, and every event claims the "
        "account that put it.",
        "The envelope of an `aws.*` event has the account and region that its detail names, as "
        "if it had been forwarded.",
    ),
    Gap(
        "one thread for all streams",
        "Stream handlers run in the thread that also polls queues: one slow handler delays "
        "everything.",
        "Each stream event source is polled in a thread of its own.",
    ),
    Gap(
        "ReportBatchItemFailures on streams",
        "The answer is ignored: what a handler reports as failed counts as done and is never "
        "tried again.",
        "The reading position moves to the first failed record and the batch counts as failed.",
    ),
    Gap(
        "redrive",
        "StartMessageMoveTask and ListMessageMoveTasks are missing, so that dead letters could "
        "not be sent back.",
        "Both are there; a task moves all messages at once and is complete when it answers.",
    ),
    Gap(
        "no TLS",
        "The endpoint has no TLS, so that under `enforce_iam` a policy that denies calls without it"
        " denies every call.",
        "Calls count as made over TLS; they never leave this machine.",
    ),
    Gap(
        "permissions of batches",
        "Under `enforce_iam` a batch call asks for a permission of its own name, such as"
        " sqs:SendMessageBatch, which IAM does not know.",
        "It asks for the permission of the single call, as in AWS.",
    ),
    Gap(
        "the host's packages",
        "Functions see every package of the environment that MiniStack is installed in, so "
        "that one missing from the"
        " layer would go unnoticed.",
        "Workers run on a bare interpreter with what AWS provides and nothing else.",
    ),
    Gap(
        "layers per worker",
        "Each cold start unpacks its layers again and compiles them anew.",
        "A layer is unpacked once for all workers.",
    ),
    Gap(
        "account in the host name",
        "S3 Control puts the account id in front of the endpoint's host name, and "
        "`<account>.127.0.0.1` resolves"
        " nowhere.",
        "Workers take the account off again, before signing; the account also travels in a header.",
    ),
)
"""The gaps that are closed inside MiniStack."""

IN_TEMPLATE = (
    Gap(
        "no retry limits on streams",
        "BisectBatchOnFunctionError and MaximumRetryAttempts are ignored, so that a poison "
        "record blocks its stream.",
        f"MaximumRecordAgeInSeconds is set to {STREAM_RECORD_AGE}, which is obeyed.",
    ),
    Gap(
        "routes in an OpenAPI body",
        "SAM writes the routes of an HTTP API into `Body`, which is ignored: the API would "
        "answer 404 to everything.",
        "Routes, integrations, authorizers and CORS are declared as resources of their own.",
    ),
    Gap(
        "references to secrets",
        "`Ref` of a secret is its name instead of its ARN, so that under `enforce_iam` a policy "
        "that names it allows nothing.",
        "`Fn::GetAtt` of its `Id` takes the place of `Ref`, which is the ARN.",
    ),
    Gap(
        "policies of event buses",
        "CloudFormation refuses a template with AWS::Events::EventBusPolicy. There is no way from "
        "one account's bus to another's in any case, so that nobody would ask it.",
        "It is left out.",
    ),
)
"""The gaps that are closed in the expanded template."""

AFTERWARDS = (
    Gap(
        "table settings",
        "CloudFormation forgets point-in-time recovery, time to live and encryption of a table.",
        "They are set by API.",
    ),
    Gap(
        "reserved concurrency",
        "CloudFormation forgets ReservedConcurrentExecutions, so that a function that must be "
        "alone would not be.",
        "It is set by API.",
    ),
    Gap(
        "topic encryption",
        "CloudFormation forgets the KmsMasterKeyId of a topic.",
        "It is set by API.",
    ),
    Gap(
        "CORS",
        "CloudFormation keeps the CORS settings of an HTTP API under names that nothing reads.",
        "They are set by API.",
    ),
    Gap(
        "disabled event sources",
        "An event source mapping created with Enabled: false says that it is enabled.",
        "It is disabled by API.",
    ),
    Gap(
        "numbers of parameters",
        "A parameter is text, of whatever type it is, and an event source mapping whose "
        "concurrency is text is never polled.",
        "It is set by API, as a number.",
    ),
)
"""The gaps that are closed once the stack is there."""


# --- In the template ------------------------------------------------------------------------------


def adapt(template: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of an expanded template with the gaps closed that can be closed there."""
    adapted: dict[str, Any] = copy.deepcopy(dict(template))
    for name, resource in list(adapted["Resources"].items()):
        properties = resource.setdefault("Properties", {})
        if resource["Type"] == "AWS::Events::EventBusPolicy":
            del adapted["Resources"][name]
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            _limit_record_age(properties)
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and "Body" in properties:
            added = _spell_out_api(name, properties)
            if "Condition" in resource:
                for one in added.values():
                    one.setdefault("Condition", resource["Condition"])
            adapted["Resources"] |= added
    resources = adapted["Resources"].items()
    secrets = {name for name, it in resources if it["Type"] == "AWS::SecretsManager::Secret"}
    with_arns: dict[str, Any] = _refer_to_arns(adapted, secrets)
    return with_arns


def _refer_to_arns(part: Any, secrets: Set[str]) -> Any:
    if isinstance(part, list):
        return [_refer_to_arns(each, secrets) for each in part]
    if not isinstance(part, dict):
        return part
    if part.keys() == {"Ref"} and part["Ref"] in secrets:
        return {"Fn::GetAtt": [part["Ref"], "Id"]}
    return {name: _refer_to_arns(each, secrets) for name, each in part.items()}


def _limit_record_age(mapping: dict[str, Any]) -> None:
    if "StartingPosition" in mapping:  # only streams have one
        mapping["MaximumRecordAgeInSeconds"] = STREAM_RECORD_AGE


def _spell_out_api(api: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Take the OpenAPI body out of an API; returns the resources that say the same."""
    body = properties.pop("Body")
    properties.pop("FailOnWarnings", None)
    properties.setdefault("Name", body["info"]["title"])
    properties.setdefault("ProtocolType", "HTTP")
    cors = body.get("x-amazon-apigateway-cors")
    if cors:
        properties["CorsConfiguration"] = {_upper(name): value for name, value in cors.items()}
    schemes = (body.get("components") or {}).get("securitySchemes") or {}
    added: dict[str, Any] = {}
    for scheme, about in schemes.items():
        if "x-amazon-apigateway-authorizer" in about:
            added[f"{api}Authorizer{scheme}"] = _authorizer(api, scheme, about)
    for path, spelt in body["paths"].items():
        methods, of_all = _unconditional(spelt)
        for method, spelt_operation in methods.items():
            operation, of_one = _unconditional(spelt_operation)
            if isinstance(operation, dict) and "x-amazon-apigateway-integration" in operation:
                route = _route(api, path, method, operation, schemes)
                if condition := of_one or of_all:
                    for resource in route.values():
                        resource["Condition"] = condition
                added |= route
    return added


def _unconditional(part: Any) -> tuple[Any, str]:
    """Return what is there if anything is, and its condition: SAM takes a function's over."""
    if isinstance(part, dict) and part.keys() == {"Fn::If"}:
        condition, there, otherwise = part["Fn::If"]
        if otherwise == {"Ref": "AWS::NoValue"}:
            return there, condition
    return part, ""


def _authorizer(api: str, name: str, scheme: Mapping[str, Any]) -> dict[str, Any]:
    about = scheme["x-amazon-apigateway-authorizer"]
    properties = {_upper(key): value for key, value in about.items() if key != "type"}
    properties |= {"ApiId": {"Ref": api}, "Name": name, "AuthorizerType": about["type"].upper()}
    source = properties.get("IdentitySource")
    if isinstance(source, str):
        properties["IdentitySource"] = [source]
    if "JwtConfiguration" in properties:
        settings = properties["JwtConfiguration"]
        properties["JwtConfiguration"] = {_upper(key): value for key, value in settings.items()}
    return {"Type": "AWS::ApiGatewayV2::Authorizer", "Properties": properties}


def _route(
    api: str, path: str, method: str, operation: Mapping[str, Any], schemes: Mapping[str, Any]
) -> dict[str, Any]:
    integration = operation["x-amazon-apigateway-integration"]
    verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
    key = "$default" if operation.get("isDefaultRoute") else f"{verb} {path}"
    suffix = hashlib.sha256(key.encode()).hexdigest()[:10]
    route: dict[str, Any] = {
        "ApiId": {"Ref": api},
        "RouteKey": key,
        "Target": {"Fn::Sub": f"integrations/${{{api}Integration{suffix}}}"},
    }
    for requirement in operation.get("security", ()):
        for scheme, scopes in requirement.items():
            about = schemes.get(scheme, {})
            if "x-amazon-apigateway-authorizer" in about:
                kind = about["x-amazon-apigateway-authorizer"]["type"]
                route["AuthorizationType"] = "JWT" if kind == "jwt" else "CUSTOM"
                route["AuthorizerId"] = {"Ref": f"{api}Authorizer{scheme}"}
                route["AuthorizationScopes"] = scopes
            elif about.get("x-amazon-apigateway-authtype") == "awsSigv4":
                route["AuthorizationType"] = "AWS_IAM"
    return {
        f"{api}Integration{suffix}": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": api},
                "IntegrationType": integration["type"].upper(),
                "IntegrationUri": integration["uri"],
                "IntegrationMethod": integration.get("httpMethod", "POST"),
                "PayloadFormatVersion": integration.get("payloadFormatVersion", "2.0"),
                "TimeoutInMillis": integration.get("timeoutInMillis", 30_000),
            },
        },
        f"{api}Route{suffix}": {"Type": "AWS::ApiGatewayV2::Route", "Properties": route},
    }


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


# --- After the stack is there ---------------------------------------------------------------------


def complete(
    client: Callable[[str], Any],
    declared: Mapping[str, Mapping[str, Any]],
    deployed: Mapping[str, str],
) -> None:
    """Make the calls for what CloudFormation forgot.

    Args:
        client: Makes clients of the account.
        declared: The resources of the expanded template, by logical id.
        deployed: What a reference to a name means: the stack's physical ids by logical id, and
            the parameters' values.
    """
    steps: dict[str, Callable[[Callable[[str], Any], str, Mapping[str, Any]], None]] = {
        "AWS::ApiGatewayV2::Api": _complete_api,
        "AWS::DynamoDB::Table": _complete_table,
        "AWS::Lambda::EventSourceMapping": _complete_mapping,
        "AWS::Lambda::Function": _complete_function,
        "AWS::SNS::Topic": _complete_topic,
    }
    for name, resource in declared.items():
        step = steps.get(resource["Type"])
        if step is not None and deployed.get(name):
            properties = _with_physical_ids(resource.get("Properties") or {}, deployed)
            step(client, deployed[name], properties)


def _complete_api(client: Callable[[str], Any], api: str, properties: Mapping[str, Any]) -> None:
    if "CorsConfiguration" in properties:
        client("apigatewayv2").update_api(
            ApiId=api, CorsConfiguration=properties["CorsConfiguration"]
        )


def _complete_table(client: Callable[[str], Any], name: str, properties: Mapping[str, Any]) -> None:
    dynamodb = client("dynamodb")
    if "PointInTimeRecoverySpecification" in properties:
        dynamodb.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"],
        )
    if "TimeToLiveSpecification" in properties:
        dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
        )
    if "SSESpecification" in properties:
        encryption = dict(properties["SSESpecification"])
        encryption["Enabled"] = encryption.pop("SSEEnabled")
        dynamodb.update_table(TableName=name, SSESpecification=encryption)


def _complete_mapping(
    client: Callable[[str], Any], identifier: str, properties: Mapping[str, Any]
) -> None:
    if str(properties.get("Enabled", True)).lower() == "false":
        client("lambda").update_event_source_mapping(UUID=identifier, Enabled=False)
    most = (properties.get("ScalingConfig") or {}).get("MaximumConcurrency")
    if isinstance(most, str):
        client("lambda").update_event_source_mapping(
            UUID=identifier, ScalingConfig={"MaximumConcurrency": int(most)}
        )


def _complete_function(
    client: Callable[[str], Any], name: str, properties: Mapping[str, Any]
) -> None:
    if "ReservedConcurrentExecutions" in properties:
        client("lambda").put_function_concurrency(
            FunctionName=name,
            ReservedConcurrentExecutions=int(properties["ReservedConcurrentExecutions"]),
        )


def _complete_topic(client: Callable[[str], Any], arn: str, properties: Mapping[str, Any]) -> None:
    if "KmsMasterKeyId" in properties:
        client("sns").set_topic_attributes(
            TopicArn=arn,
            AttributeName="KmsMasterKeyId",
            AttributeValue=properties["KmsMasterKeyId"],
        )


def _with_physical_ids(value: Any, deployed: Mapping[str, str]) -> Any:
    """The value with references to resources of the same stack resolved."""
    if isinstance(value, dict):
        if len(value) == 1:
            ((function, argument),) = value.items()
            if function == "Ref":
                return deployed.get(argument, argument)
            if function == "Fn::GetAtt":
                name = argument if isinstance(argument, str) else argument[0]
                return deployed.get(name.partition(".")[0], name)
        return {name: _with_physical_ids(inner, deployed) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_physical_ids(inner, deployed) for inner in value]
    return value


# --- Inside MiniStack -----------------------------------------------------------------------------


def close_inside(*, interpreter: Path, layers: Path) -> None:
    """Close the gaps in the MiniStack of this process, before it serves.

    Args:
        interpreter: The Python that runs the functions.
        layers: The folder where layers are unpacked.

    Raises:
        EmbeddedAwsError: Another release of MiniStack is installed than the one whose inside is
            known.
    """
    installed = version("ministack")
    if installed != MINISTACK_VERSION:
        raise EmbeddedAwsError(
            f"MiniStack {installed} is installed, but gaps.py knows the inside of "
            f"{MINISTACK_VERSION} only. Install"
            " that one, or check each gap against the new one and raise MINISTACK_VERSION."
        )
    _accept_aws_sources()
    _keep_the_owner_of_events()
    mapping_in_charge = _give_streams_threads()
    _obey_reported_stream_failures(mapping_in_charge)
    _offer_redrive()
    _count_calls_as_secure()
    _ask_for_single_permissions()
    _run_functions_with(interpreter)
    _share_layers(layers)
    _reach_s3_control()


def _accept_aws_sources() -> None:
    from ministack.services import eventbridge

    original = eventbridge._put_events

    def put_events(data: Any, **_: Any) -> Any:
        return original(data, allow_aws_source=True)

    eventbridge._put_events = put_events


def _keep_the_owner_of_events() -> None:
    from ministack.services import eventbridge

    dispatch = eventbridge._dispatch_event

    def dispatch_event(event: dict[str, Any], view: Any = None) -> Any:
        owner = owner_of(event.get("Source", ""), event.get("Detail"))
        return dispatch({**event, **owner}) if owner else dispatch(event, view)

    eventbridge._dispatch_event = dispatch_event


def owner_of(source: str, detail: Any) -> dict[str, str]:
    """The account and region in which the event of an AWS service happened, if it says so."""
    if not source.startswith("aws."):
        return {}
    try:
        parsed = json.loads(detail) if isinstance(detail, str) else detail
    except ValueError:
        return {}
    if not isinstance(parsed, dict):
        return {}
    item = parsed.get("configurationItem") or parsed.get("configurationItemSummary")
    if isinstance(item, list) and len(item) == 1:
        item = item[0]  # the form of Config's first years
    if not isinstance(item, dict):
        item = {}
    account = parsed.get("recipientAccountId") or item.get("awsAccountId")
    region = parsed.get("awsRegion") if "recipientAccountId" in parsed else item.get("awsRegion")
    owner = {"Account": account, "Region": region}
    return {name: str(value) for name, value in owner.items() if value}


def _give_streams_threads() -> Callable[[], str | None]:
    """Poll each stream mapping in its own thread; returns what tells a thread its mapping."""
    from ministack.services import lambda_svc

    poll_streams = lambda_svc._poll_dynamodb_streams
    all_mappings = lambda_svc._iter_all_esms
    local = threading.local()
    bells: dict[str, threading.Event] = {}

    def mappings() -> Iterator[tuple[str, str, dict[str, Any]]]:
        chosen = getattr(local, "mapping", None)
        for account, region, mapping in all_mappings():
            if chosen is None or mapping["UUID"] == chosen:
                yield account, region, mapping

    def work(mapping: str, bell: threading.Event) -> None:
        local.mapping = mapping
        while True:
            bell.wait()
            bell.clear()
            try:
                while poll_streams():
                    continue
            except Exception:  # noqa: BLE001 - the thread outlives any failure, as MiniStack's own
                _log.exception("polling the stream of %s failed", mapping)

    def ring() -> bool:
        for _account, _region, mapping in all_mappings():
            if ":dynamodb:" not in mapping["EventSourceArn"]:
                continue
            identifier = mapping["UUID"]
            if identifier not in bells:
                bells[identifier] = bell = threading.Event()
                threading.Thread(target=work, args=(identifier, bell), daemon=True).start()
            bells[identifier].set()
        return False

    lambda_svc._iter_all_esms = mappings
    lambda_svc._poll_dynamodb_streams = ring
    return lambda: getattr(local, "mapping", None)


def _obey_reported_stream_failures(mapping_in_charge: Callable[[], str | None]) -> None:
    from ministack.services import dynamodb, lambda_svc

    execute = lambda_svc._execute_function

    def execute_function(function: Any, event: Any) -> Any:
        result = execute(function, event)
        identifier = mapping_in_charge()
        mapping = lambda_svc._esms.get(identifier) if identifier else None
        if mapping is None or result.get("error"):
            return result
        if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", ()):
            return result
        failed = reported_failures(result.get("body"))
        if not failed:
            return result
        table = mapping["EventSourceArn"].split("/stream/")[0].split("/")[-1]
        with lambda_svc._dynamodb_stream_positions_lock:
            position = lambda_svc._dynamodb_stream_positions[identifier]
            records = dynamodb.stream_records_since(table, position, mapping["BatchSize"])
            sequence = [record["dynamodb"]["SequenceNumber"] for record in records]
            lambda_svc._dynamodb_stream_positions[identifier] = position + first_failed(
                sequence, failed
            )
        message = f"{len(failed)} records were reported as failed"
        return {
            **result,
            "error": True,
            "body": {"errorMessage": message, "errorType": "ReportBatchItemFailures"},
        }

    lambda_svc._execute_function = execute_function


def reported_failures(body: Any) -> list[str]:
    """The identifiers in a partial batch answer; an empty one stands for the whole batch."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return []
    failures = body.get("batchItemFailures") if isinstance(body, dict) else None
    return [str(failure.get("itemIdentifier") or "") for failure in failures or ()]


def first_failed(sequence: list[str], failed: list[str]) -> int:
    """How many records come before the first failed one; 0 if one is not among them."""
    if not set(failed) <= set(sequence):
        return 0
    return min(sequence.index(identifier) for identifier in failed)


def _offer_redrive() -> None:
    from ministack.core.concurrency import esm_wake
    from ministack.services import sqs

    tasks: list[dict[str, Any]] = []

    def queue(arn: str) -> dict[str, Any]:
        found: dict[str, Any] | None = sqs._queue_by_arn(arn)
        if found is None:
            raise sqs._Err("ResourceNotFoundException", f"The resource {arn} does not exist.", 404)
        return found

    def start(data: Mapping[str, Any], _url: str) -> dict[str, str]:
        source = data["SourceArn"]
        feeding = [
            one["attributes"]["QueueArn"]
            for one in sqs._queues.values()
            if json.loads(one["attributes"].get("RedrivePolicy") or "{}").get("deadLetterTargetArn")
            == source
        ]
        if not feeding:
            refusal = "Source queue must be configured as a Dead Letter Queue."
            raise sqs._Err("InvalidParameterValue", refusal, 400)
        moved = 0
        with sqs._queues_lock:
            letters = queue(source)
            left = []
            for message in letters["messages"]:
                origin = message.get("sys", {}).get("DeadLetterQueueSourceArn")
                target = data.get("DestinationArn") or origin
                if target is None or message["visible_at"] > time.time():
                    left.append(message)
                    continue
                fresh = {"receipt_handle": None, "receive_count": 0, "first_receive_at": None}
                system = {**message.get("sys", {})}
                system.pop("DeadLetterQueueSourceArn", None)
                queue(target)["messages"].append({**message, **fresh, "sys": system})
                moved += 1
            letters["messages"] = left
        esm_wake.set()
        handle = f"task-{len(tasks) + 1}"
        tasks.append(
            {
                "SourceArn": source,
                "Status": "COMPLETED",
                "ApproximateNumberOfMessagesMoved": moved,
                "ApproximateNumberOfMessagesToMove": moved,
                "StartedTimestamp": int(time.time() * 1000),
            }
        )
        return {"TaskHandle": handle}

    def listed(data: Mapping[str, Any], _url: str) -> dict[str, Any]:
        ours = [task for task in reversed(tasks) if task["SourceArn"] == data["SourceArn"]]
        return {"Results": ours[: int(data.get("MaxResults") or 1)]}

    sqs._HANDLERS["StartMessageMoveTask"] = start
    sqs._HANDLERS["ListMessageMoveTasks"] = listed


def _count_calls_as_secure() -> None:
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key: str, context: Any) -> Any:
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_condition_key


def _ask_for_single_permissions() -> None:
    from ministack.core import iam_actions

    extract = iam_actions.extract_iam_action

    def extract_iam_action(*arguments: Any, **named: Any) -> Any:
        action = extract(*arguments, **named)
        return _SINGLE_PERMISSIONS.get(action, action)

    iam_actions.extract_iam_action = extract_iam_action


def _run_functions_with(interpreter: Path) -> None:
    from ministack.core import lambda_runtime

    original = lambda_runtime._detect_runtime_binary

    def detect_runtime_binary(runtime: str) -> Any:
        binary, script = original(runtime)
        return (str(interpreter) if runtime.startswith("python") else binary), script

    lambda_runtime._detect_runtime_binary = detect_runtime_binary


def _share_layers(folder: Path) -> None:
    """Unpack a layer once, and hand each worker the folder instead of the archive."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    start_worker = lambda_runtime.Worker.__init__
    lock = threading.Lock()

    def unpacked(layer: Any) -> str:
        archive = lambda_svc._resolve_layer_zip(layer)
        if archive is None:
            raise EmbeddedAwsError(f"layer {layer!r} has no content")
        target = folder / hashlib.sha256(archive).hexdigest()[:16]
        with lock:
            if not target.exists():
                staging = target.with_suffix(".part")
                with zipfile.ZipFile(io.BytesIO(archive)) as packed:
                    packed.extractall(staging)
                staging.rename(target)
        return str(target)

    def init(self: Any, func_name: str, config: Mapping[str, Any], code_zip: bytes) -> None:
        folders = [unpacked(layer) for layer in config.get("Layers", ())]
        if folders:
            variables = dict(config.get("Environment", {}).get("Variables", {}))
            variables["_LAMBDA_LAYERS_DIRS"] = ":".join(folders)
            config = {**config, "Layers": [], "Environment": {"Variables": variables}}
        start_worker(self, func_name, config, code_zip)

    lambda_runtime.Worker.__init__ = init


def _reach_s3_control() -> None:
    from ministack.core import lambda_runtime

    from posturewatch_local import account_host

    call = "    _ms_install_invoke_depth()\n"
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    if script.count(call) != 1:
        raise EmbeddedAwsError("MiniStack's worker script is not the one that gaps.py knows.")
    source = Path(account_host.__file__).read_text()
    install = f"    _pw = {{}}\n    exec({source!r}, _pw)\n    _pw['install']()\n"
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(call, call + install)
