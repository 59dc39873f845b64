"""AWS::IAM::Role from Config items, live reads, plans and templates."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.domain.reading import Gone
from posturewatch.resources.iam.inline import RolePolicy
from posturewatch.resources.iam.permissions import AttachedPolicy, PermissionsBoundary
from posturewatch.resources.iam.role import Role
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

SUPPLIER = "999988887777"
BUCKETS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
}
DELIVERY = f"arn:aws:iam::{ACCOUNT}:policy/delivery"


def trusting(**statement: Any) -> dict[str, Any]:
    """Return a trust policy of one statement."""
    whole = {"Effect": "Allow", "Action": "sts:AssumeRole", **statement}
    return {"Version": "2012-10-17", "Statement": [whole]}


CONFIG_SERVICE = trusting(Principal={"Service": "config.amazonaws.com"})

# After awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci/AWS_IAM_Role.json: the
# account is the tests' own, and documents are written as Config writes them today.
ITEM: dict[str, Any] = {
    "awsAccountId": ACCOUNT,
    "configurationItemCaptureTime": "2016-11-06T03:41:52.719Z",
    "configurationItemStatus": "OK",
    "ARN": f"arn:aws:iam::{ACCOUNT}:role/service-role/config-role",
    "resourceType": "AWS::IAM::Role",
    "resourceId": "AROAIY7FPU7KRV7IZBNPC",
    "resourceName": "config-role",
    "awsRegion": "global",
    "resourceCreationTime": "2016-03-10T23:52:10.000Z",
    "tags": {"team": "shop"},
    "configuration": {
        "path": "/service-role/",
        "roleName": "config-role",
        "createDate": "2016-03-10T23:52:10.000Z",
        "assumeRolePolicyDocument": quote(json.dumps(CONFIG_SERVICE)),
        "instanceProfileList": [],
        "rolePolicyList": [{"policyName": "buckets", "policyDocument": quote(json.dumps(BUCKETS))}],
        "attachedManagedPolicies": [{"policyName": "delivery", "policyArn": DELIVERY}],
        "permissionsBoundary": {
            "permissionsBoundaryType": "PermissionsBoundaryPolicy",
            "permissionsBoundaryArn": DELIVERY,
        },
        "roleLastUsed": None,
    },
    "supplementaryConfiguration": {},
}


@pytest.fixture
def role(iam, policy):
    """The role of the item."""
    iam.create_role(
        RoleName="config-role",
        Path="/service-role/",
        AssumeRolePolicyDocument=json.dumps(CONFIG_SERVICE),
        MaxSessionDuration=7200,
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    iam.put_role_policy(
        RoleName="config-role", PolicyName="buckets", PolicyDocument=json.dumps(BUCKETS)
    )
    arn = policy("delivery", BUCKETS)
    iam.attach_role_policy(RoleName="config-role", PolicyArn=arn)
    iam.put_role_permissions_boundary(RoleName="config-role", PermissionsBoundary=arn)
    return "config-role"


def test_the_recorded_item(reference_data):
    role = from_config(Role, recorded(reference_data, "items/rdk__AWS_IAM_Role.json"))
    assert str(role.key) == "264683526309/global/AWS::IAM::Role/config-role-ezcrc2"
    assert role.arn == "arn:aws:iam::264683526309:role/service-role/config-role-ezcrc2"
    assert role.created_at == datetime(2016, 3, 10, 23, 52, 10, tzinfo=UTC)
    assert role.path == "/service-role/"
    # Items of 2016 hold the trust policy as an object.
    assert role.trust.trusted_services() == ("config.amazonaws.com",)
    assert role.inline_policies == ()
    assert [policy.arn for policy in role.attached_policies] == [
        "arn:aws:iam::264683526309:policy/ELB-policy",
        "arn:aws:iam::264683526309:policy/service-role/"
        "config-role-ezcrc2-AWSConfigDeliveryPermissions-us-west-2",
        "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole",
    ]
    assert role.permissions_boundary is None
    assert unknowns(role) == [
        "attached_policies[0].document",
        "attached_policies[1].document",
        "attached_policies[2].document",
        "last_used_at",
        "max_session_seconds",
    ]


def test_an_item_without_its_trust_policy_says_nothing_of_trust(reference_data):
    file = "rules_repo_items/rules__AMI_OUTDATED_CHECK__1.json"
    role = from_config(Role, recorded(reference_data, file))
    assert role.key.id == "some-resource-name"
    assert role.unknown == {
        "created_at": "missing from what config gave",
        "last_used_at": "config does not tell",
        "max_session_seconds": "config does not tell",
        "path": "missing from what config gave",
        "trust": "missing from what config gave",
        "trust_inversions": "missing from what config gave",
    }


def test_the_item_of_another_writer(aws, iam):
    iam.create_role(RoleName="plain", AssumeRolePolicyDocument=json.dumps(CONFIG_SERVICE))
    iam.put_role_policy(RoleName="plain", PolicyName="b", PolicyDocument=json.dumps(BUCKETS))
    config = aws.client("config", "us-east-1")
    identifier = iam.get_role(RoleName="plain")["Role"]["RoleId"]
    answer = config.batch_get_resource_config(
        resourceKeys=[{"resourceType": "AWS::IAM::Role", "resourceId": identifier}]
    )
    item = answer["baseConfigurationItems"][0]
    assert disagreements(from_config(Role, item), aws.read(Role, "plain", "global")) == []


def test_a_deleted_role_is_known_by_its_name():
    left = ("awsAccountId", "awsRegion", "resourceId", "resourceName")
    item = {name: ITEM[name] for name in (*left, "configurationItemCaptureTime")}
    gone = read_item({**item, "configurationItemStatus": "ResourceDeleted"}, Role)
    assert isinstance(gone, Gone)
    assert gone.key.id == "config-role"


def test_a_live_read(aws, role):
    document = PolicyDocument.parse(BUCKETS)
    live = aws.read(Role, role, "global")
    assert live == Role(
        key=aws.key(Role, role, "global"),
        arn=f"arn:aws:iam::{ACCOUNT}:role/service-role/config-role",
        tags={"team": "shop"},
        created_at=live.created_at,
        path="/service-role/",
        trust=PolicyDocument.parse(CONFIG_SERVICE),
        max_session_seconds=7200,
        inline_policies=(RolePolicy(name="buckets", document=document),),
        attached_policies=(AttachedPolicy(arn=DELIVERY, document=document),),
        permissions_boundary=PermissionsBoundary(arn=DELIVERY, document=document),
    )


def test_when_it_was_used(aws, iam, role):
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    answered = iam.get_role(RoleName=role)["Role"]
    answered["AssumeRolePolicyDocument"] = json.dumps(CONFIG_SERVICE)
    answered["RoleLastUsed"] = {"LastUsedDate": when, "Region": "eu-west-1"}
    aws.answer("GetRole", {"Role": answered})
    live = aws.read(Role, role, "global")
    assert live.last_used_at == live.last_active_at == when


def test_what_a_live_read_costs(aws, role):
    aws.read(Role, role, "global")
    assert aws.source.calls == {
        "iam:GetRole": 1,
        "iam:ListRolePolicies": 1,
        "iam:GetRolePolicy": 1,
        "iam:ListAttachedRolePolicies": 1,
        # The boundary is the attached policy.
        "iam:GetPolicy": 1,
        "iam:GetPolicyVersion": 1,
    }
    aws.listed(Role, "global")
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Role)


def test_config_and_live_agree(aws, role):
    live, item = aws.read(Role, role, "global"), from_config(Role, ITEM)
    # The role of the item is ten years older.
    assert disagreements(item, live) == ["created_at"]


def test_gone(aws, iam):
    iam.create_role(RoleName="old", AssumeRolePolicyDocument=json.dumps(CONFIG_SERVICE))
    aws.read(Role, "old", "global")
    iam.delete_role(RoleName="old")
    assert aws.is_gone(Role, "old", "global")


DOCUMENTS = ["attached_policies[0].document", "permissions_boundary.document"]
DENIED = [
    (
        "GetRole",
        [
            "arn",
            "created_at",
            "last_used_at",
            "max_session_seconds",
            "path",
            "permissions_boundary",
            "tags",
            "trust",
            "trust_inversions",
        ],
    ),
    ("ListRolePolicies", ["inline_policies"]),
    ("GetRolePolicy", ["inline_policies[0].document", "inline_policies[0].inversions"]),
    ("ListAttachedRolePolicies", ["attached_policies"]),
    ("GetPolicy", DOCUMENTS),
    ("GetPolicyVersion", DOCUMENTS),
]


@pytest.mark.parametrize(("operation", "expected"), DENIED)
def test_a_failed_call_leaves_only_its_own_properties_unknown(aws, role, operation, expected):
    for code in ("AccessDenied", "Throttling"):
        aws.fail(operation, code)
        assert unknowns(aws.read(Role, role, "global")) == expected


def test_nothing_readable_is_unknown(aws, role):
    for operation, _ in DENIED:
        aws.fail(operation)
    assert aws.outcome(Role, role, "global") == Unknown("AccessDenied on GetRole")


def test_listing(aws, role):
    assert [each.key.id for each in aws.listed(Role, "global")] == [role]
    aws.fail("ListRoles")
    assert aws.source.list(Role, ACCOUNT, "global") == Unknown("AccessDenied on ListRoles")


def named(name: str, **values: Any) -> Role:
    """Return a role with a name."""
    example = Role(**values)
    return Role(key=type(example.key)(ACCOUNT, "global", Role.type, name), **values)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/aws-service-role/support.amazonaws.com/", True),
        ("/service-role/", False),
        ("/", False),
        ("/team/aws-service-role/", False),
    ],
)
def test_which_roles_are_the_services_own(path, expected):
    assert Role(path=path).is_service_linked is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AWSReservedSSO_AdministratorAccess_0123456789abcdef", "IAM Identity Center"),
        ("OrganizationAccountAccessRole", "AWS Organizations"),
        ("AWSControlTowerExecution", "AWS Control Tower"),
        ("cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1", "AWS CDK"),
    ],
)
def test_who_made_a_role_to_administer(name, expected):
    assert expected in named(name).known_purpose
    assert named(f"my-{name}").known_purpose == ""


def test_when_a_role_was_last_active():
    made, used = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert Role(created_at=made, last_used_at=used).last_active_at == used
    assert Role(created_at=made).last_active_at == made
    with pytest.raises(UnknownValue):
        _ = Role().last_active_at


def test_age_is_counted_from_when_the_role_was_seen():
    seen = datetime(2026, 6, 1, tzinfo=UTC)
    assert Role(observed_at=seen).age_in_days(seen - timedelta(days=3, hours=23)) == 3
    with pytest.raises(UnknownValue, match="no source has seen"):
        Role().age_in_days(seen)


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        ({"AWS": f"arn:aws:iam::{SUPPLIER}:root"}, {}, [SUPPLIER]),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {}, []),
        (
            {"AWS": f"arn:aws:iam::{SUPPLIER}:root"},
            {"StringEquals": {"sts:ExternalId": "c0ffee"}},
            [],
        ),
        (
            {"AWS": f"arn:aws:iam::{SUPPLIER}:root"},
            {"StringEquals": {"aws:PrincipalOrgID": "o-example123"}},
            [],
        ),
        (
            {"AWS": f"arn:aws:iam::{SUPPLIER}:user/ann"},
            {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            [],
        ),
        (
            {"AWS": f"arn:aws:iam::{SUPPLIER}:root"},
            {"StringLike": {"sts:ExternalId": "*"}},
            [SUPPLIER],
        ),
    ],
)
def test_which_other_accounts_get_in(principal, condition, expected):
    trust = PolicyDocument.parse(trusting(Principal=principal, Condition=condition))
    assert [each.account for each in Role(trust=trust).unconfined_accounts] == expected


@pytest.mark.parametrize(
    ("services", "condition", "expected"),
    [
        ("scheduler.amazonaws.com", {}, ["scheduler.amazonaws.com"]),
        ("scheduler.amazonaws.com", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}, []),
        (
            "scheduler.amazonaws.com",
            {"ArnLike": {"aws:SourceArn": f"arn:aws:scheduler:*:{ACCOUNT}:schedule-group/*"}},
            [],
        ),
        ("scheduler.amazonaws.com", {"StringLike": {"aws:SourceAccount": "*"}}, None),
        ("ec2.amazonaws.com", {}, []),
        (["ec2.amazonaws.com", "states.amazonaws.com"], {}, ["states.amazonaws.com"]),
    ],
)
def test_which_services_could_be_confused(services, condition, expected):
    trust = PolicyDocument.parse(trusting(Principal={"Service": services}, Condition=condition))
    found = list(Role(trust=trust).confusable_services)
    assert found == (["scheduler.amazonaws.com"] if expected is None else expected)


def test_a_condition_beside_another_statement_confines_only_its_own():
    confined = trusting(
        Principal={"Service": "scheduler.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    )
    open_ = trusting(Principal={"Service": ["ssm.amazonaws.com", "ec2.amazonaws.com"]})
    trust = PolicyDocument.parse({"Statement": confined["Statement"] + open_["Statement"]})
    assert Role(trust=trust).confusable_services == ("ssm.amazonaws.com",)


# --- plans and templates --------------------------------------------------------------------------


def test_plans_and_templates_tell_what_a_live_read_does(aws, role):
    live = aws.read(Role, role, "global")
    plan_ = plan(
        {
            "aws_iam_role.config": {
                "name": "config-role",
                "path": "/service-role/",
                "assume_role_policy": json.dumps(CONFIG_SERVICE),
                "max_session_duration": 7200,
                "permissions_boundary": DELIVERY,
                "tags_all": {"team": "shop"},
            },
            "aws_iam_role_policy.buckets": {
                "role": "config-role",
                "name": "buckets",
                "policy": json.dumps(BUCKETS),
            },
            "aws_iam_role_policy_attachment.delivery": {
                "role": "config-role",
                "policy_arn": DELIVERY,
            },
            "aws_iam_role_policy_attachment.of_another": {
                "role": "other",
                "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess",
            },
        }
    )
    template_ = template(
        {
            "Config": (
                "AWS::IAM::Role",
                {
                    "RoleName": "config-role",
                    "Path": "/service-role/",
                    "AssumeRolePolicyDocument": CONFIG_SERVICE,
                    "MaxSessionDuration": 7200,
                    "PermissionsBoundary": DELIVERY,
                    "ManagedPolicyArns": [DELIVERY],
                    "Tags": [{"Key": "team", "Value": "shop"}],
                },
            ),
            "Buckets": (
                "AWS::IAM::Policy",
                {
                    "PolicyName": "buckets",
                    "PolicyDocument": BUCKETS,
                    "Roles": [{"Ref": "Config"}],
                    "Users": ["somebody"],
                },
            ),
        }
    )
    for found in (planned(plan_, Role)[0], declared(template_, Role)[0]):
        assert disagreements(found, live) == ["arn"]
        assert unknowns(found) == [
            "attached_policies[0].document",
            "created_at",
            "last_used_at",
            "permissions_boundary.document",
        ]


def test_what_is_not_written_is_what_aws_gives_a_new_role():
    trust = json.dumps(CONFIG_SERVICE)
    (new,) = planned(plan({"aws_iam_role.new": {"assume_role_policy": trust}}), Role)
    assert (new.path, new.max_session_seconds, new.permissions_boundary) == ("/", 3600, None)
    assert (new.inline_policies, new.attached_policies, new.tags) == ((), (), {})


def test_policies_of_older_forms_and_of_several_roles():
    everything = {"Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}}
    role, *_ = planned(
        plan(
            {
                "aws_iam_role.old": {
                    "name": "old",
                    "assume_role_policy": json.dumps(CONFIG_SERVICE),
                    "inline_policy": [{"name": "p", "policy": json.dumps(everything)}],
                    "managed_policy_arns": [DELIVERY],
                },
                "aws_iam_policy_attachment.many": {
                    "roles": ["older", "old"],
                    "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess",
                },
            }
        ),
        Role,
    )
    assert [policy.inversions for policy in role.inline_policies] == [("NotAction",)]
    assert [policy.arn.rpartition("/")[2] for policy in role.attached_policies] == [
        "delivery",
        "AdministratorAccess",
    ]


def test_a_template_s_managed_policy_may_name_its_roles_itself():
    whole = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    (role,) = declared(
        template(
            {
                "Job": ("AWS::IAM::Role", {"AssumeRolePolicyDocument": CONFIG_SERVICE}),
                "All": (
                    "AWS::IAM::ManagedPolicy",
                    {"PolicyDocument": whole, "Roles": [{"Ref": "Job"}]},
                ),
            }
        ),
        Role,
    )
    assert (role.attached_policies, len(role.template_policies)) == ((), 1)
    assert role.permissions.admin is Answer.YES


@pytest.mark.parametrize(
    "owners",
    [
        {"Roles": ["made-elsewhere"]},
        {"Roles": [{"Fn::ImportValue": "TheRole"}]},
        # CloudFormation would refuse it once it is deployed; what it grants is read all the same.
        {},
    ],
)
def test_an_inline_policy_of_a_role_elsewhere_is_judged_alone(owners):
    statement = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    properties = {"PolicyName": "more", "PolicyDocument": {"Statement": statement}, **owners}
    here = {"AssumeRolePolicyDocument": CONFIG_SERVICE}
    role, elsewhere = declared(
        template({"Here": ("AWS::IAM::Role", here), "More": ("AWS::IAM::Policy", properties)}),
        Role,
    )
    assert (role.key.id, role.inline_policies) == ("Here", ())
    assert elsewhere.key.id == "More"
    assert [policy.name for policy in elsewhere.inline_policies] == ["more"]
    assert {"trust", "attached_policies", "path"} <= elsewhere.unknown.keys()


def test_an_inline_policy_of_a_user_alone_is_no_role_s():
    properties = {"PolicyName": "p", "PolicyDocument": BUCKETS, "Users": ["ann"]}
    assert declared(template({"P": ("AWS::IAM::Policy", properties)}), Role) == []
