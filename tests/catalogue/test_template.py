"""Laws of the templates: they fit the catalogue, lose no message, and give no right too many."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from posturewatch.catalog import resource_class, resource_types
from posturewatch.settings import PREFIX, Settings
from posturewatch.sources.permissions import CONFINED, OTHER_READS, action_of, actions_of
from posturewatch.usecases.patterns import MAX_PATTERN, pattern_size, patterns
from tools.template import HUB, SIDES, Side, action_groups, filled, read_actions

PATH = HUB
TEMPLATE: dict[str, Any] = yaml_parse(PATH.read_text("utf-8"))
MEMBER: dict[str, Any] = yaml_parse(SIDES[1].path.read_text("utf-8"))
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
GLOBALS: dict[str, Any] = TEMPLATE["Globals"]["Function"]
READ_ONLY = ("BatchGet", "Describe", "GenerateCredentialReport", "Get", "List")
MAX_POLICY = 6_144
"""Characters of a managed policy, without white space.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    found = {
        name: resource.get("Properties", {})
        for name, resource in RESOURCES.items()
        if resource["Type"] == kind
    }
    assert found, f"the template has no {kind}"
    return found


RULES = of_type("AWS::Events::Rule")
QUEUES = of_type("AWS::SQS::Queue")
FUNCTIONS = of_type("AWS::Serverless::Function")

each_rule = pytest.mark.parametrize("rule", RULES)
each_queue = pytest.mark.parametrize("queue", QUEUES)
each_function = pytest.mark.parametrize("function", FUNCTIONS)


def events_of(function: str, kind: str) -> list[dict[str, Any]]:
    events = FUNCTIONS[function].get("Events", {}).values()
    return [event["Properties"] for event in events if event["Type"] == kind]


def statements(document: Any) -> Iterator[dict[str, Any]]:
    """Every IAM statement below a part of the template, except those of a key's own policy."""
    if isinstance(document, dict):
        if "Effect" in document:
            yield document
        for name, inner in document.items():
            if name != "KeyPolicy":
                yield from statements(inner)
    elif isinstance(document, list):
        for inner in document:
            yield from statements(inner)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def references(document: Any) -> Iterator[str]:
    """Every logical id that a part of the template names."""
    if isinstance(document, dict):
        for name, inner in document.items():
            if name == "Ref":
                yield inner
            elif name == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.partition(".")[0]
            elif name == "Fn::Sub":
                text = inner[0] if isinstance(inner, list) else inner
                yield from re.findall(r"\$\{([A-Za-z0-9]+)", text)
            else:
                yield from references(inner)
    elif isinstance(document, list):
        for inner in document:
            yield from references(inner)


# --- what follows from the catalogue --------------------------------------------------------------


each_side = pytest.mark.parametrize("side", SIDES, ids=lambda side: side.path.stem)


def in_template(side: Side, kind: str) -> dict[str, dict[str, Any]]:
    resources = yaml_parse(side.path.read_text("utf-8"))["Resources"]
    return {name: each for name, each in resources.items() if each["Type"] == kind}


@each_side
def test_the_generated_blocks_are_current(side):
    text = side.path.read_text("utf-8")
    assert filled(text, side) == text, f"run `make docs` and commit {side.path.name}"


@each_side
def test_writing_twice_changes_nothing(side):
    text = side.path.read_text("utf-8")
    emptied = re.sub(r"(# BEGIN (\w+) [^\n]*\n).*?( *# END \2\n)", r"\1\3", text, flags=re.S)
    assert "Calls:" not in emptied
    assert "AuditPolicy" not in emptied
    assert filled(emptied, side) == text


@each_side
def test_rules_are_the_patterns_and_no_others(side):
    rules = in_template(side, "AWS::Events::Rule")
    assert {name: rule["Properties"]["EventPattern"] for name, rule in rules.items()} == patterns()


def audit_policies(side: Side) -> dict[str, dict[str, Any]]:
    policies = in_template(side, "AWS::IAM::ManagedPolicy")
    return {
        name: each["Properties"]["PolicyDocument"]
        for name, each in policies.items()
        if name.startswith("AuditPolicy")
    }


@each_side
def test_read_actions_are_the_declared_calls_and_no_others(side):
    classes = [cls for name in resource_types() if (cls := resource_class(name)) is not None]
    actions = [
        action
        for document in audit_policies(side).values()
        for statement in document["Statement"]
        for action in statement["Action"]
    ]
    assert sorted(actions) == sorted({*actions_of(classes), *OTHER_READS})


@each_side
def test_what_is_read_of_some_resources_only_is_not_allowed_on_all(side):
    for document in audit_policies(side).values():
        for statement in document["Statement"]:
            for action in statement["Action"]:
                arns = [
                    arn.format(partition="${AWS::Partition}") for arn in CONFINED.get(action, ())
                ]
                assert statement["Resource"] == ([{"Fn::Sub": arn} for arn in arns] or "*")


@each_side
def test_an_audit_policy_fits_into_a_managed_policy(side):
    for document in audit_policies(side).values():
        assert len(json.dumps(document, separators=(",", ":"))) <= MAX_POLICY


def test_more_actions_than_fit_go_into_more_policies(monkeypatch):
    monkeypatch.setattr("tools.template.MAX_POLICY", 400)
    groups = action_groups()
    assert len(groups) > 2
    assert [action for group in groups for action in group] == read_actions()
    text = filled(HUB.read_text("utf-8"), SIDES[0])
    assert all(text.count(f"- !Ref AuditPolicy{n}\n") == 3 for n in range(2, len(groups) + 1))


@pytest.mark.parametrize("function", ["EvaluateChange", "StartSweep", "SweepSlice"])
def test_who_reads_has_every_audit_policy(function):
    given = set(references(FUNCTIONS[f"{function}Function"]["Policies"]))
    assert {*audit_policies(SIDES[0]), "AssumePolicy"} <= given


# --- a member account -----------------------------------------------------------------------------


def test_the_audit_role_has_every_audit_policy_and_nothing_else():
    (role,) = (each for name, each in MEMBER["Resources"].items() if name == "AuditRole")
    assert [next(references(each)) for each in role["Properties"]["ManagedPolicyArns"]] == list(
        audit_policies(SIDES[1])
    )
    assert "Policies" not in role["Properties"]
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {
        "AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${HubAccount}:root"}
    }
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": {"Ref": "ExternalId"}}
    assert set(references(trust["Condition"]["ArnLike"])) >= {"HubAccount", "HubStackName"}
    assert MEMBER["Parameters"]["ExternalId"]["NoEcho"] is True
    assert "Default" not in MEMBER["Parameters"]["ExternalId"]


def test_the_audit_role_imports_findings_of_its_account_only_where_it_is_asked_to():
    policy = MEMBER["Resources"]["ImportPolicy"]
    assert policy["Condition"] == "ImportsFindings"
    assert "SecurityHubEnabled" in set(references(MEMBER["Conditions"]["ImportsFindings"]))
    assert MEMBER["Parameters"]["SecurityHubEnabled"]["Default"] == "false"
    assert policy["Properties"]["Roles"] == [{"Ref": "AuditRole"}]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "securityhub:BatchImportFindings"
    product = "securityhub:*:${AWS::AccountId}:product/${AWS::AccountId}/default"
    assert statement["Resource"] == {"Fn::Sub": f"arn:${{AWS::Partition}}:{product}"}


def test_a_member_forwards_to_the_hub_alone_and_loses_nothing():
    for rule in in_template(SIDES[1], "AWS::Events::Rule").values():
        assert rule["Condition"] == "Forwards"
        (target,) = rule["Properties"]["Targets"]
        assert target["Arn"] == {"Ref": "HubBusArn"}
        assert next(references(target["RoleArn"])) == "ForwardRole"
        assert next(references(target["DeadLetterConfig"])) == "UndeliveredQueue"
    may = list(statements(MEMBER["Resources"]["ForwardRole"]["Properties"]["Policies"]))
    assert [(each["Action"], each["Resource"]) for each in may] == [
        ("events:PutEvents", {"Ref": "HubBusArn"})
    ]


def test_the_hubs_bus_is_open_to_members_only():
    (policy,) = of_type("AWS::Events::EventBusPolicy").values()
    assert policy["Statement"]["Action"] == "events:PutEvents"
    everybody, organization, _ = policy["Statement"]["Condition"]["Fn::If"]
    assert everybody == "HasOrganization"
    assert organization == {"StringEquals": {"aws:PrincipalOrgID": {"Ref": "Organization"}}}
    condition, principal, accounts = policy["Statement"]["Principal"]["Fn::If"]
    assert (condition, principal) == ("HasOrganization", "*")
    assert set(references(accounts)) == {"Accounts"}
    # `Accounts` may also say that all of the organization is swept, which is nobody's id.
    pattern = re.compile(TEMPLATE["Parameters"]["Accounts"]["AllowedPattern"])
    assert all(map(pattern.fullmatch, ("", "organization", "1" * 12, "1" * 12 + "," + "2" * 12)))
    assert not any(map(pattern.fullmatch, ("x", "1" * 11, "1" * 12 + ", " + "2" * 12, "1,")))
    named = TEMPLATE["Conditions"]["NamesAccounts"]["Fn::Not"][0]["Fn::Or"]
    assert [each["Fn::Equals"][1] for each in named] == ["", "organization"]


# --- permissions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "action"),
    [
        (("ec2", "DescribeVolumes"), "ec2:DescribeVolumes"),
        (("elbv2", "DescribeListeners"), "elasticloadbalancing:DescribeListeners"),
        (("s3", "GetBucketPolicy"), "s3:GetBucketPolicy"),
        (("s3", "GetPublicAccessBlock"), "s3:GetBucketPublicAccessBlock"),
        (("s3control", "GetPublicAccessBlock"), "s3:GetAccountPublicAccessBlock"),
        (("s3", "ListBuckets"), "s3:ListAllMyBuckets"),
    ],
)
def test_action_of(call, action):
    assert action_of(*call) == action


@each_rule
def test_a_rule_fits_eventbridge_and_loses_nothing(rule):
    told = RULES[rule]
    assert pattern_size(told["EventPattern"]) <= MAX_PATTERN
    assert told["State"] == "ENABLED"
    assert 1 <= len(told["Targets"]) <= 5
    for target in told["Targets"]:
        assert target["Arn"] == {"Fn::GetAtt": ["ChangeQueue", "Arn"]}
        assert next(references(target["DeadLetterConfig"])) == "ChangeDeadLetterQueue"
        assert target["RetryPolicy"] == {
            "MaximumRetryAttempts": 185,
            "MaximumEventAgeInSeconds": 86_400,
        }


# --- nothing is lost ------------------------------------------------------------------------------

DEAD_LETTERS = {name for name in QUEUES if name.endswith("DeadLetterQueue")}


def dead_letters_of(queue: str) -> str | None:
    redrive = QUEUES[queue].get("RedrivePolicy")
    if redrive is None:
        return None
    assert redrive["maxReceiveCount"] >= 3
    return next(references(redrive["deadLetterTargetArn"]))


@each_queue
def test_a_queue_has_a_dead_letter_queue_or_is_one(queue):
    if queue in DEAD_LETTERS:
        others = {name: resource for name, resource in RESOURCES.items() if name != queue}
        assert queue in set(references(others)), "nothing sends there"
    else:
        assert dead_letters_of(queue) in DEAD_LETTERS


@each_queue
def test_dead_letters_wait_longer_than_messages(queue):
    dead = dead_letters_of(queue)
    if dead is not None:
        kept = QUEUES[queue]["MessageRetentionPeriod"]
        assert QUEUES[dead]["MessageRetentionPeriod"] > kept


@pytest.mark.parametrize("queue", sorted(DEAD_LETTERS))
def test_dead_letters_raise_an_alarm(queue):
    watched = [
        alarm
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
        and queue in set(references(alarm["Dimensions"]))
    ]
    assert len(watched) == 1
    assert watched[0]["Threshold"] == 0
    assert watched[0]["ComparisonOperator"] == "GreaterThanThreshold"
    assert watched[0]["AlarmActions"]


@each_function
def test_errors_of_a_function_raise_an_alarm(function):
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    errors = [alarm for alarm in alarms if alarm["MetricName"] == "Errors"]
    assert any(function in set(references(alarm["Dimensions"])) for alarm in errors)


@each_function
def test_queue_sources_leave_time_for_six_tries_and_return_single_messages(function):
    timeout = FUNCTIONS[function].get("Timeout", GLOBALS["Timeout"])
    for source in events_of(function, "SQS"):
        queue = next(references(source["Queue"]))
        assert QUEUES[queue]["VisibilityTimeout"] >= 6 * timeout
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@each_function
def test_stream_sources_give_up_into_a_queue_and_never_block_the_stream(function):
    for source in events_of(function, "DynamoDB"):
        assert source["BisectBatchOnFunctionError"] is True
        assert 1 <= source["MaximumRetryAttempts"] <= 10
        assert source["MaximumRecordAgeInSeconds"] <= 86_400
        failed = source["DestinationConfig"]["OnFailure"]
        assert next(references(failed["Destination"])) in DEAD_LETTERS
        for filter_ in source["FilterCriteria"]["Filters"]:
            json.loads(filter_["Pattern"])


@each_function
def test_schedules_have_a_dead_letter_queue_and_bounded_retries(function):
    for source in events_of(function, "ScheduleV2"):
        assert next(references(source["DeadLetterConfig"])) in DEAD_LETTERS
        assert source["RetryPolicy"]["MaximumRetryAttempts"] <= 185


@each_function
def test_the_log_group_of_a_function_has_a_retention(function):
    name = f"/aws/lambda/${{{function}}}"
    groups = [
        group
        for group in of_type("AWS::Logs::LogGroup").values()
        if group["LogGroupName"] == {"Fn::Sub": name}
    ]
    assert len(groups) == 1
    assert groups[0]["RetentionInDays"]


@pytest.mark.parametrize("name", ["PostureTable", "DataKey"])
def test_what_cannot_be_made_again_outlives_the_stack(name):
    assert RESOURCES[name]["DeletionPolicy"] == "Retain"
    assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain"


# --- nothing is open ------------------------------------------------------------------------------


def test_any_resource_only_for_actions_that_read():
    for statement in statements(RESOURCES):
        if statement["Effect"] == "Allow" and "*" in listed(statement["Resource"]):
            for action in listed(statement["Action"]):
                assert action.partition(":")[2].startswith(READ_ONLY), action


def test_no_function_may_do_anything_with_a_service():
    for statement in statements(FUNCTIONS):
        assert not any("*" in action for action in listed(statement["Action"]))


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("AWS::DynamoDB::Table", "SSESpecification"),
        ("AWS::SQS::Queue", "KmsMasterKeyId"),
        ("AWS::SNS::Topic", "KmsMasterKeyId"),
        ("AWS::SecretsManager::Secret", "KmsKeyId"),
    ],
)
def test_what_is_kept_is_encrypted_with_the_own_key(kind, where):
    for name, properties in of_type(kind).items():
        if name == "ScheduleDeadLetterQueue":
            # The roles that SAM makes for schedules may not use the key.
            assert properties["SqsManagedSseEnabled"] is True
            continue
        assert "DataKey" in set(references(properties.get(where))), name


def test_the_own_key_rotates():
    assert RESOURCES["DataKey"]["Properties"]["EnableKeyRotation"] is True


@each_function
def test_a_function_has_no_name_of_its_own(function):
    # Two stacks, one for each stage, must fit into one account.
    assert "FunctionName" not in FUNCTIONS[function]


# --- settings -------------------------------------------------------------------------------------


def variables(function: str) -> set[str]:
    own = FUNCTIONS[function].get("Environment", {}).get("Variables", {})
    return {*GLOBALS["Environment"]["Variables"], *own}


@each_function
def test_a_function_sets_no_variable_that_nobody_reads(function):
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert {name for name in variables(function) if name.startswith(PREFIX)} <= known


def test_every_setting_is_set_by_some_function():
    # Only the terminal asks for this one, which is the name of a function itself.
    known = {PREFIX + name.upper() for name in Settings.model_fields} - {
        "POSTUREWATCH_START_FUNCTION"
    }
    assert known <= set().union(*(variables(function) for function in FUNCTIONS))


@each_function
def test_the_code_of_a_function_is_a_door(function):
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", function.removesuffix("Function")).lower()
    assert FUNCTIONS[function]["CodeUri"] == f"functions/{words}/"
    assert (PATH.parent / "functions" / words / "app.py").is_file()


def test_every_door_is_deployed():
    doors = {f"functions/{path.parent.name}/" for path in PATH.parent.glob("functions/*/app.py")}
    assert {told["CodeUri"] for told in FUNCTIONS.values()} == doors
