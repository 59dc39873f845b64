"""Compares what a template declares with what an emulator really made of it, service by service.

An emulator may accept a property and forget it, or say that it created what it did not. So every
resource is looked up in its own service, and the properties that the product depends on are read
back. Where a value in the template is an intrinsic function, only its presence is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Client = Callable[[str], Any]
Properties = Mapping[str, Any]

_NO_VALUE = {"Ref": "AWS::NoValue"}


# --- What is declared -----------------------------------------------------------------------------


def declared_resources(
    template: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """The resources of an expanded template whose condition holds for these parameters."""
    conditions = template.get("Conditions") or {}

    def holds(condition: Any) -> bool:
        if isinstance(condition, str):
            return holds(conditions[condition])
        ((function, argument),) = condition.items()
        if function == "Condition":
            return holds(conditions[argument])
        if function == "Fn::Not":
            return not holds(argument[0])
        if function == "Fn::And":
            return all(map(holds, argument))
        if function == "Fn::Or":
            return any(map(holds, argument))
        if function == "Fn::Equals":
            left, right = map(value, argument)
            return bool(left == right)
        raise ValueError(f"a condition with {function} cannot be evaluated")

    def value(operand: Any) -> str:
        if isinstance(operand, dict):
            return parameters[operand["Ref"]]
        return str(operand)

    return {
        name: resource
        for name, resource in template["Resources"].items()
        if "Condition" not in resource or holds(resource["Condition"])
    }


# --- How each type is looked up -------------------------------------------------------------------
# ------------------------------------------------------------------------------------------ A -----
# reader returns the properties that it could read back, named as in CloudFormation. It may raise,
# or return None, if the resource is not there. A property that is declared and compared but not in
# the answer counts as lost.


def _table(client: Client, name: str) -> Properties:
    dynamodb = client("dynamodb")
    table = dynamodb.describe_table(TableName=name)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    sse = table.get("SSEDescription") or {}
    return {
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": table["AttributeDefinitions"],
        "BillingMode": (table.get("BillingModeSummary") or {}).get("BillingMode"),
        "GlobalSecondaryIndexes": table.get("GlobalSecondaryIndexes", []),
        "StreamSpecification": table.get("StreamSpecification"),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": recovery == "ENABLED"},
        "TimeToLiveSpecification": {
            "AttributeName": ttl.get("AttributeName"),
            "Enabled": ttl["TimeToLiveStatus"] == "ENABLED",
        },
        "SSESpecification": {
            "SSEEnabled": sse.get("Status") == "ENABLED",
            "SSEType": sse.get("SSEType"),
            "KMSMasterKeyId": sse.get("KMSMasterKeyArn"),
        },
    }


def _queue(client: Client, url: str) -> Properties:
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    attributes = answer["Attributes"]
    return {**attributes, "RedrivePolicy": json.loads(attributes.get("RedrivePolicy", "null"))}


def _function(client: Client, name: str) -> Properties:
    awslambda = client("lambda")
    function = awslambda.get_function_configuration(FunctionName=name)
    concurrency = awslambda.get_function_concurrency(FunctionName=name)
    return {
        **function,
        "Layers": [layer["Arn"] for layer in function.get("Layers", ())],
        "ReservedConcurrentExecutions": concurrency.get("ReservedConcurrentExecutions"),
    }


def _mapping(client: Client, identifier: str) -> Properties:
    mapping = client("lambda").get_event_source_mapping(UUID=identifier)
    return {**mapping, "Enabled": mapping["State"] in ("Enabled", "Enabling", "Creating")}


def _rule(client: Client, identifier: str) -> Properties:
    bus, _, name = identifier.rpartition("|")
    events = client("events")
    where = {"EventBusName": bus} if bus else {}
    rule = events.describe_rule(Name=name, **where)
    targets = events.list_targets_by_rule(Rule=name, **where)["Targets"]
    pattern = json.loads(rule.get("EventPattern", "null"))
    return {**rule, "EventPattern": pattern, "Targets": targets}


def _schedule(client: Client, name: str) -> Properties:
    schedule: Properties = client("scheduler").get_schedule(Name=name)
    return schedule


def _topic(client: Client, arn: str) -> Properties:
    attributes: Properties = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return attributes


def _subscription(client: Client, arn: str) -> Properties:
    pages = client("sns").get_paginator("list_subscriptions").paginate()
    subscriptions = [one for page in pages for one in page["Subscriptions"]]
    found = [one for one in subscriptions if one["SubscriptionArn"] in (arn, "PendingConfirmation")]
    return found[0] if found else _missing()


def _secret(client: Client, arn: str) -> Properties:
    secret: Properties = client("secretsmanager").describe_secret(SecretId=arn)
    client("secretsmanager").get_secret_value(SecretId=arn)
    return secret


def _alarm(client: Client, name: str) -> Properties:
    answer = client("cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    alarms = [*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())]
    return alarms[0] if alarms else _missing()


def _log_group(client: Client, name: str) -> Properties:
    groups = client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    for group in groups:
        if group["logGroupName"] == name:
            return {
                "LogGroupName": name,
                "RetentionInDays": group.get("retentionInDays"),
                "KmsKeyId": group.get("kmsKeyId"),
            }
    return _missing()


def _metric_filter(client: Client, name: str) -> Properties:
    filters = client("logs").describe_metric_filters()["metricFilters"]
    found = [one for one in filters if one["filterName"] == name]
    return {"FilterPattern": found[0].get("filterPattern")} if found else _missing()


def _role(client: Client, name: str) -> Properties:
    iam = client("iam")
    role = iam.get_role(RoleName=name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    return {
        "AssumeRolePolicyDocument": role["AssumeRolePolicyDocument"],
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "Policies": [
            {
                "PolicyName": policy,
                "PolicyDocument": iam.get_role_policy(RoleName=name, PolicyName=policy)[
                    "PolicyDocument"
                ],
            }
            for policy in inline
        ],
        "MaxSessionDuration": role.get("MaxSessionDuration"),
    }


def _managed_policy(client: Client, arn: str) -> Properties:
    iam = client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    answer = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    return {"PolicyDocument": answer["PolicyVersion"]["Document"]}


def _key(client: Client, identifier: str) -> Properties:
    kms = client("kms")
    key = kms.describe_key(KeyId=identifier)["KeyMetadata"]
    rotation = kms.get_key_rotation_status(KeyId=identifier)["KeyRotationEnabled"]
    policy = kms.get_key_policy(KeyId=identifier, PolicyName="default")["Policy"]
    return {
        "Description": key.get("Description"),
        "EnableKeyRotation": rotation,
        "KeyPolicy": json.loads(policy),
    }


def _key_alias(client: Client, name: str) -> Properties:
    aliases = client("kms").list_aliases()["Aliases"]
    found = [alias for alias in aliases if alias["AliasName"] == name]
    return found[0] if found else _missing()


def _layer(client: Client, arn: str) -> Properties:
    layer: Properties = client("lambda").get_layer_version_by_arn(Arn=arn)
    return layer


def _version(client: Client, arn: str) -> Properties:
    name, _, version = arn.rpartition(":")
    answer: Properties = client("lambda").get_function_configuration(
        FunctionName=name, Qualifier=version
    )
    return answer


def _alias(client: Client, arn: str) -> Properties:
    name, _, alias = arn.rpartition(":")
    answer: Properties = client("lambda").get_alias(FunctionName=name, Name=alias)
    return answer


def _function_url(client: Client, arn: str) -> Properties:
    answer: Properties = client("lambda").get_function_url_config(FunctionName=arn)
    return answer


def _api(client: Client, identifier: str) -> Properties:
    api: Properties = client("apigatewayv2").get_api(ApiId=identifier)
    return api


def _route(client: Client, identifier: str) -> Properties:
    api, _, route = identifier.partition("/")
    answer: Properties = client("apigatewayv2").get_route(ApiId=api, RouteId=route)
    return answer


def _bucket(client: Client, name: str) -> Properties:
    client("s3").head_bucket(Bucket=name)
    return {}


def _bus(client: Client, name: str) -> Properties:
    bus: Properties = client("events").describe_event_bus(Name=name)
    return bus


def _schedule_group(client: Client, name: str) -> Properties:
    group: Properties = client("scheduler").get_schedule_group(Name=name)
    return group


def _parameter(client: Client, name: str) -> Properties:
    parameter: Properties = client("ssm").get_parameter(Name=name)["Parameter"]
    return parameter


def _dashboard(client: Client, name: str) -> Properties:
    dashboard: Properties = client("cloudwatch").get_dashboard(DashboardName=name)
    return dashboard


def _missing() -> Properties:
    raise LookupError("it is not there")


_READERS: dict[str, tuple[Callable[[Client, str], Properties], tuple[str, ...]]] = {
    "AWS::ApiGatewayV2::Api": (_api, ("Name", "ProtocolType", "CorsConfiguration", "Body")),
    "AWS::ApiGatewayV2::Route": (
        _route,
        ("RouteKey", "Target", "AuthorizationType", "AuthorizerId", "AuthorizationScopes"),
    ),
    "AWS::CloudWatch::Alarm": (
        _alarm,
        (
            "Namespace",
            "MetricName",
            "Dimensions",
            "Statistic",
            "Period",
            "EvaluationPeriods",
            "Threshold",
            "ComparisonOperator",
            "TreatMissingData",
            "AlarmActions",
        ),
    ),
    "AWS::CloudWatch::Dashboard": (_dashboard, ()),
    "AWS::DynamoDB::Table": (
        _table,
        (
            "KeySchema",
            "AttributeDefinitions",
            "BillingMode",
            "GlobalSecondaryIndexes",
            "StreamSpecification",
            "PointInTimeRecoverySpecification",
            "TimeToLiveSpecification",
            "SSESpecification",
        ),
    ),
    "AWS::Events::EventBus": (_bus, ()),
    "AWS::Events::Rule": (_rule, ("EventPattern", "ScheduleExpression", "State", "Targets")),
    "AWS::IAM::ManagedPolicy": (_managed_policy, ("PolicyDocument",)),
    "AWS::IAM::Role": (
        _role,
        ("AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies", "MaxSessionDuration"),
    ),
    "AWS::KMS::Alias": (_key_alias, ("TargetKeyId",)),
    "AWS::KMS::Key": (_key, ("Description", "EnableKeyRotation", "KeyPolicy")),
    "AWS::Lambda::Alias": (_alias, ()),
    "AWS::Lambda::EventSourceMapping": (
        _mapping,
        (
            "EventSourceArn",
            "BatchSize",
            "Enabled",
            "MaximumBatchingWindowInSeconds",
            "FunctionResponseTypes",
            "FilterCriteria",
            "ScalingConfig",
            "StartingPosition",
            "BisectBatchOnFunctionError",
            "MaximumRetryAttempts",
            "MaximumRecordAgeInSeconds",
            "ParallelizationFactor",
            "DestinationConfig",
        ),
    ),
    "AWS::Lambda::Function": (
        _function,
        (
            "Handler",
            "Runtime",
            "Timeout",
            "MemorySize",
            "Architectures",
            "Environment",
            "Layers",
            "ReservedConcurrentExecutions",
            "LoggingConfig",
            "TracingConfig",
        ),
    ),
    "AWS::Lambda::LayerVersion": (_layer, ("CompatibleRuntimes",)),
    "AWS::Lambda::Url": (_function_url, ("AuthType",)),
    "AWS::Lambda::Version": (_version, ()),
    "AWS::Logs::LogGroup": (_log_group, ("RetentionInDays", "KmsKeyId")),
    "AWS::Logs::MetricFilter": (_metric_filter, ("FilterPattern",)),
    "AWS::S3::Bucket": (_bucket, ()),
    "AWS::SNS::Subscription": (_subscription, ("Protocol", "Endpoint", "TopicArn")),
    "AWS::SNS::Topic": (_topic, ("KmsMasterKeyId", "DisplayName")),
    "AWS::SQS::Queue": (
        _queue,
        (
            "VisibilityTimeout",
            "MessageRetentionPeriod",
            "DelaySeconds",
            "ReceiveMessageWaitTimeSeconds",
            "KmsMasterKeyId",
            "RedrivePolicy",
            "FifoQueue",
            "ContentBasedDeduplication",
        ),
    ),
    "AWS::SSM::Parameter": (_parameter, ("Value",)),
    "AWS::Scheduler::Schedule": (
        _schedule,
        (
            "ScheduleExpression",
            "ScheduleExpressionTimezone",
            "FlexibleTimeWindow",
            "State",
            "Target",
        ),
    ),
    "AWS::Scheduler::ScheduleGroup": (_schedule_group, ()),
    "AWS::SecretsManager::Secret": (_secret, ("KmsKeyId", "Description")),
}


# Resources without an identity of their own: they are an attribute of the resources that a property
# names.


def _queue_policy(client: Client, url: str) -> Properties:
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    return {"PolicyDocument": json.loads(answer.get("Attributes", {}).get("Policy", "null"))}


def _topic_policy(client: Client, arn: str) -> Properties:
    attributes = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return {"PolicyDocument": json.loads(attributes.get("Policy", "null"))}


def _bucket_policy(client: Client, name: str) -> Properties:
    return {"PolicyDocument": json.loads(client("s3").get_bucket_policy(Bucket=name)["Policy"])}


def _permission(client: Client, name: str) -> Properties:
    policy = json.loads(client("lambda").get_policy(FunctionName=name)["Policy"])
    return {"Action": policy["Statement"][0]["Action"]} if policy["Statement"] else _missing()


def _inline_policy(client: Client, name: str) -> Properties:
    return {"PolicyName": client("iam").list_role_policies(RoleName=name)["PolicyNames"]}


def _integration(client: Client, api: str) -> Properties:
    integrations = client("apigatewayv2").get_integrations(ApiId=api)["Items"]
    return {"IntegrationType": [one["IntegrationType"] for one in integrations]}


def _authorizer(client: Client, api: str) -> Properties:
    authorizers = client("apigatewayv2").get_authorizers(ApiId=api)["Items"]
    return {
        "AuthorizerType": [one["AuthorizerType"] for one in authorizers],
        "Name": [one["Name"] for one in authorizers],
    }


def _stage(client: Client, api: str) -> Properties:
    stages = client("apigatewayv2").get_stages(ApiId=api)["Items"]
    return {"StageName": stages[0]["StageName"], **stages[0]} if stages else _missing()


_ATTACHED: dict[str, tuple[str, Callable[[Client, str], Properties], tuple[str, ...]]] = {
    "AWS::ApiGatewayV2::Authorizer": ("ApiId", _authorizer, ("AuthorizerType", "Name")),
    "AWS::ApiGatewayV2::Integration": ("ApiId", _integration, ("IntegrationType",)),
    "AWS::ApiGatewayV2::Stage": ("ApiId", _stage, ("StageName", "AutoDeploy")),
    "AWS::IAM::Policy": ("Roles", _inline_policy, ()),
    "AWS::Lambda::Permission": ("FunctionName", _permission, ()),
    "AWS::S3::BucketPolicy": ("Bucket", _bucket_policy, ("PolicyDocument",)),
    "AWS::SNS::TopicPolicy": ("Topics", _topic_policy, ("PolicyDocument",)),
    "AWS::SQS::QueuePolicy": ("Queues", _queue_policy, ("PolicyDocument",)),
}


# --- The comparison -------------------------------------------------------------------------------


def differences(
    client: Client, declared: Mapping[str, Mapping[str, Any]], deployed: Mapping[str, str]
) -> tuple[list[str], tuple[str, ...]]:
    """What is missing or different, and the logical ids of types that cannot be looked up.

    Args:
        client: Makes clients of the account.
        declared: The resources of the expanded template, by logical id.
        deployed: The stack's physical ids, by logical id.
    """
    problems: list[str] = []
    unverified: list[str] = []
    for name, resource in sorted(declared.items()):
        what = f"{name} ({resource['Type']})"
        if not deployed.get(name):
            problems.append(f"{what} is not in the stack")
            continue
        lookups = _lookups(name, resource, deployed)
        if lookups is None:
            unverified.append(name)
            continue
        for read, identifier, compared in lookups:
            problems += [
                f"{what}{problem}"
                for problem in _look(client, read, identifier, compared, resource)
            ]
    return problems, tuple(unverified)


_Lookup = tuple[Callable[[Client, str], Properties], str, tuple[str, ...]]


def _lookups(
    name: str, resource: Mapping[str, Any], deployed: Mapping[str, str]
) -> list[_Lookup] | None:
    if resource["Type"] in _READERS:
        read, compared = _READERS[resource["Type"]]
        return [(read, deployed[name], compared)]
    if resource["Type"] not in _ATTACHED:
        return None
    owner, read, compared = _ATTACHED[resource["Type"]]
    owners = resource["Properties"][owner]
    identifiers = [_physical(one, deployed) for one in _as_list(owners)]
    return [(read, identifier, compared) for identifier in identifiers]


def _look(
    client: Client,
    read: Callable[[Client, str], Properties],
    identifier: str,
    compared: Sequence[str],
    resource: Mapping[str, Any],
) -> list[str]:
    from botocore.exceptions import ClientError

    try:
        actual = read(client, identifier)
    except (ClientError, LookupError, ValueError) as error:
        return [f": not found as {identifier}: {error}"]
    wanted = resource.get("Properties") or {}
    return [
        f".{name} is {_short(actual.get(name))}, declared was {_short(wanted[name])}"
        for name in compared
        if name in wanted and not matches(wanted[name], actual.get(name))
    ]


def matches(wanted: Any, actual: Any) -> bool:
    """Whether an actual value has everything that is wanted; it may have more."""
    if wanted == _NO_VALUE:
        return True
    if is_intrinsic(wanted):
        return actual is not None
    if isinstance(wanted, dict):
        return isinstance(actual, dict) and all(
            matches(value, actual.get(name)) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        kept = [value for value in wanted if not _may_be_nothing(value)]
        return _lists_match(kept, _as_list(actual))
    if isinstance(actual, list):
        return _lists_match([wanted], actual)
    return bool(_scalar(wanted) == _scalar(actual))


def _may_be_nothing(value: Any) -> bool:
    """Whether an item of a list is left out, or may be: what holds is not evaluated here."""
    branches = value.get("Fn::If", ()) if isinstance(value, dict) else ()
    return value == _NO_VALUE or _NO_VALUE in branches[1:]


def _lists_match(wanted: list[Any], actual: list[Any]) -> bool:
    """Lists match in any order: services return indexes, statements and tags as they like."""
    left = list(actual)
    # What is computed matches anything, so it takes what the others leave.
    for value in sorted(wanted, key=is_intrinsic):
        found = next((one for one in left if matches(value, one)), _MISSING)
        if found is not _MISSING:
            left.remove(found)
        elif not _may_be_absent(value):
            return False
    return True


def _may_be_absent(value: Any) -> bool:
    """Whether a list's item is there under a condition only."""
    return is_intrinsic(value) and _NO_VALUE in (value.get("Fn::If") or ())


_MISSING = object()


def is_intrinsic(value: Any) -> bool:
    """Whether a template's value is computed by CloudFormation."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    (name,) = value
    return bool(name == "Ref" or name.startswith("Fn::"))


def _scalar(value: Any) -> Any:
    """Numbers and truth values compare by what they mean, also where a service returns strings."""
    text = str(value)
    if text.lower() in ("true", "false"):
        return text.lower()
    try:
        return float(text)
    except ValueError:
        return text


def _physical(reference: Any, deployed: Mapping[str, str]) -> str:
    """The physical id behind a reference to a resource of the same template."""
    if isinstance(reference, dict):
        name = reference.get("Ref") or _as_list(reference.get("Fn::GetAtt", [""]))[0]
        return deployed.get(str(name).partition(".")[0], str(reference))
    return str(reference)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _short(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 200 else f"{text[:200]}…"
