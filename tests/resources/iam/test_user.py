"""AWS::IAM::User from Config items, live reads, plans and templates."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.domain.reading import Gone
from posturewatch.resources.iam.inline import GroupPolicy, UserPolicy
from posturewatch.resources.iam.permissions import AttachedPolicy, PermissionsBoundary
from posturewatch.resources.iam.user import AccessKey, Group, User
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:policy/Administrator"
AWS_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
CODEDEPLOY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Stmt1478454695000",
            "Effect": "Allow",
            "Action": ["codedeploy:*"],
            "Resource": ["*"],
        }
    ],
}
BUCKETS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
}
ALL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
EVERYTHING = PolicyDocument.parse(ALL)
NOTHING = PolicyDocument.parse({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"

# After awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci/AWS_IAM_User.json: the
# account is the tests' own, and the policy is written as Config writes it today.
ITEM: dict[str, Any] = {
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2016-11-06T17:56:56.560Z",
    "configurationItemStatus": "OK",
    "arn": f"arn:aws:iam::{ACCOUNT}:user/johndoe",
    "resourceType": "AWS::IAM::User",
    "resourceId": "AIDAILEDWOGIPJFAKOJKW",
    "resourceName": "johndoe",
    "awsRegion": "global",
    "resourceCreationTime": "2016-09-22T05:55:07.000Z",
    "tags": {"team": "shop"},
    "configuration": json.dumps(
        {
            "path": "/",
            "userName": "johndoe",
            "createDate": "2016-09-22T05:55:07.000Z",
            "userPolicyList": [
                {
                    "policyName": "policygen-johndoe-201611060951",
                    "policyDocument": quote(json.dumps(CODEDEPLOY)),
                }
            ],
            "groupList": ["MyTestGroup"],
            "attachedManagedPolicies": [
                {"policyName": "Administrator", "policyArn": ADMINISTRATOR}
            ],
            "permissionsBoundary": {
                "permissionsBoundaryType": "PermissionsBoundaryPolicy",
                "permissionsBoundaryArn": BOUNDARY,
            },
        }
    ),
    "supplementaryConfiguration": {},
}


@pytest.fixture
def john(iam, policy):
    """The user of the item, with all that Config does not tell beside it."""
    iam.create_user(UserName="johndoe", Tags=[{"Key": "team", "Value": "shop"}])
    iam.create_login_profile(UserName="johndoe", Password="correct horse battery staple")
    iam.create_access_key(UserName="johndoe")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="john")["VirtualMFADevice"]
    iam.enable_mfa_device(
        UserName="johndoe",
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1="123456",
        AuthenticationCode2="234567",
    )
    iam.put_user_policy(
        UserName="johndoe",
        PolicyName="policygen-johndoe-201611060951",
        PolicyDocument=json.dumps(CODEDEPLOY),
    )
    iam.attach_user_policy(UserName="johndoe", PolicyArn=policy("Administrator", ALL))
    iam.create_group(GroupName="MyTestGroup")
    iam.put_group_policy(
        GroupName="MyTestGroup", PolicyName="buckets", PolicyDocument=json.dumps(BUCKETS)
    )
    iam.attach_group_policy(GroupName="MyTestGroup", PolicyArn=policy("buckets", BUCKETS))
    iam.add_user_to_group(UserName="johndoe", GroupName="MyTestGroup")
    return "johndoe"


def test_the_recorded_item(reference_data):
    user = from_config(User, recorded(reference_data, "items/rdk__AWS_IAM_User.json"))
    assert str(user.key) == "112233445566/global/AWS::IAM::User/johndoe"
    assert user.arn == "arn:aws:iam::112233445566:user/johndoe"
    assert user.tags == {}
    assert user.created_at == datetime(2016, 9, 22, 5, 55, 7, tzinfo=UTC)
    assert user.observed_at == datetime(2016, 11, 6, 17, 56, 56, 560_000, tzinfo=UTC)
    assert user.inline_policies == (
        UserPolicy(
            name="policygen-johndoe-201611060951", document=PolicyDocument.parse(CODEDEPLOY)
        ),
    )
    assert [policy.arn for policy in user.attached_policies] == [
        "arn:aws:iam::264683526309:policy/ELB-policy",
        AWS_ADMINISTRATOR,
        "arn:aws:iam::264683526309:policy/service-role/"
        "config-role-ap-northeast-1_AWSConfigDeliveryPermissions_ap-northeast-1",
    ]
    assert [group.name for group in user.groups] == ["MyTestGroup"]
    assert user.permissions_boundary is None
    assert unknowns(user) == [
        "access_keys",
        "attached_policies[0].document",
        "attached_policies[1].document",
        "attached_policies[2].document",
        "groups[0].attached_policies",
        "groups[0].inline_policies",
        "mfa_devices",
        "password_created_at",
        "password_last_used_at",
    ]


def test_an_item_s_permissions_boundary():
    boundary = from_config(User, ITEM).permissions_boundary
    assert boundary.arn == BOUNDARY
    assert boundary.unknown == {"document": "config does not tell"}


def test_a_deleted_user_is_known_by_its_name():
    item = {
        "awsAccountId": ACCOUNT,
        "awsRegion": "global",
        "resourceType": "AWS::IAM::User",
        "resourceId": "AIDAILEDWOGIPJFAKOJKW",
        "resourceName": "johndoe",
        "configurationItemStatus": "ResourceDeleted",
        "configurationItemCaptureTime": "2026-01-02T03:04:05.000Z",
    }
    gone = read_item(item, User)
    assert isinstance(gone, Gone)
    assert gone.key.id == "johndoe"


def test_a_live_read(aws, iam, john):
    user = aws.read(User, john, "global")
    key = iam.list_access_keys(UserName=john)["AccessKeyMetadata"][0]
    document = PolicyDocument.parse(BUCKETS)
    assert user == User(
        key=aws.key(User, john, "global"),
        arn=f"arn:aws:iam::{ACCOUNT}:user/johndoe",
        tags={"team": "shop"},
        created_at=user.created_at,
        password_created_at=user.password_created_at,
        mfa_devices=(f"arn:aws:iam::{ACCOUNT}:mfa/john",),
        access_keys=(AccessKey(id=key["AccessKeyId"], active=True, created_at=key["CreateDate"]),),
        inline_policies=(
            UserPolicy(
                name="policygen-johndoe-201611060951", document=PolicyDocument.parse(CODEDEPLOY)
            ),
        ),
        attached_policies=(AttachedPolicy(arn=ADMINISTRATOR, document=EVERYTHING),),
        groups=(
            Group(
                name="MyTestGroup",
                inline_policies=(GroupPolicy(name="buckets", document=document),),
                attached_policies=(
                    AttachedPolicy(arn=f"arn:aws:iam::{ACCOUNT}:policy/buckets", document=document),
                ),
            ),
        ),
    )
    assert user.console_access
    assert user.admin is Answer.YES


def test_what_a_live_read_costs(aws, john):
    aws.read(User, john, "global")
    assert aws.source.calls == {
        "iam:GetUser": 1,
        "iam:GetLoginProfile": 1,
        "iam:ListMFADevices": 1,
        "iam:ListAccessKeys": 1,
        "iam:GetAccessKeyLastUsed": 1,
        "iam:ListUserPolicies": 1,
        "iam:GetUserPolicy": 1,
        "iam:ListAttachedUserPolicies": 1,
        "iam:ListGroupsForUser": 1,
        "iam:ListGroupPolicies": 1,
        "iam:GetGroupPolicy": 1,
        "iam:ListAttachedGroupPolicies": 1,
        # Two managed policies.
        "iam:GetPolicy": 2,
        "iam:GetPolicyVersion": 2,
    }


def test_the_documents_of_aws_are_read_once_for_all_users(aws_with_its_policies):
    aws = aws_with_its_policies
    iam = aws.client("iam", "us-east-1")
    for name in ("ann", "bob"):
        iam.create_user(UserName=name)
        iam.attach_user_policy(UserName=name, PolicyArn=AWS_ADMINISTRATOR)
        assert aws.read(User, name, "global").admin is Answer.YES
    assert aws.source.calls["iam:GetUser"] == 2
    assert aws.source.calls["iam:GetPolicy"] == 1
    assert aws.source.calls["iam:GetPolicyVersion"] == 1


def test_what_a_bare_user_costs(aws, iam):
    iam.create_user(UserName="bare")
    user = aws.read(User, "bare", "global")
    assert sum(aws.source.calls.values()) == 7
    assert not user.console_access
    assert (user.mfa_devices, user.access_keys, user.groups) == ((), (), ())
    assert unknowns(user) == []


def test_every_declared_operation_is_called_or_lists(aws, john):
    aws.read(User, john, "global")
    aws.listed(User, "global")
    called = {tuple(name.split(":")) for name in aws.source.calls}
    assert called == operations_of(User)


def test_config_and_live_agree(aws, john):
    live, item = aws.read(User, john, "global"), from_config(User, ITEM)
    # The dates are of another year, and moto keeps no boundary of a user.
    assert disagreements(item, live) == ["created_at", "permissions_boundary"]


def test_a_permissions_boundary(aws, iam, john, policy):
    arn = policy("boundary", BUCKETS)
    answered = iam.get_user(UserName=john)["User"]
    answered["PermissionsBoundary"] = {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": arn,
    }
    aws.answer("GetUser", {"User": answered})
    user = aws.read(User, john, "global")
    assert user.permissions_boundary == PermissionsBoundary(
        arn=arn, document=PolicyDocument.parse(BUCKETS)
    )
    assert user.admin is Answer.NO


def test_when_password_and_key_were_used(aws, iam, john):
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    answered = iam.get_user(UserName=john)["User"]
    aws.answer("GetUser", {"User": {**answered, "PasswordLastUsed": when}})
    aws.answer(
        "GetAccessKeyLastUsed",
        {"AccessKeyLastUsed": {"LastUsedDate": when, "ServiceName": "s3", "Region": "eu-west-1"}},
    )
    user = aws.read(User, john, "global")
    assert user.password_last_used_at == when
    assert user.access_keys[0].last_used_at == when
    assert user.access_keys[0].last_active_at == when


def test_the_key_asked_about_is_each_item_s_own(aws, iam, john):
    iam.create_access_key(UserName=john)
    keys = [key["AccessKeyId"] for key in iam.list_access_keys(UserName=john)["AccessKeyMetadata"]]
    iam.update_access_key(UserName=john, AccessKeyId=keys[0], Status="Inactive")
    user = aws.read(User, john, "global")
    assert [(key.id, key.active) for key in user.access_keys] == [(keys[0], False), (keys[1], True)]
    assert [key.id for key in user.active_keys] == [keys[1]]
    asked = [sent for _, name, sent in aws.requests if name == "GetAccessKeyLastUsed"]
    assert [sent["AccessKeyId"] for sent in asked] == keys


def test_a_user_without_password(aws, iam):
    iam.create_user(UserName="program")
    assert aws.read(User, "program", "global").password_created_at is None


def test_gone(aws, iam):
    iam.create_user(UserName="leaver")
    aws.read(User, "leaver", "global")
    iam.delete_user(UserName="leaver")
    assert aws.is_gone(User, "leaver", "global")


def test_a_denied_identity_call_is_never_gone(aws, john):
    aws.fail("GetUser")
    assert unknowns(aws.read(User, john, "global")) == [
        "arn",
        "created_at",
        "password_last_used_at",
        "permissions_boundary",
        "tags",
    ]


DENIED = [
    ("GetLoginProfile", ["password_created_at"]),
    ("ListMFADevices", ["mfa_devices"]),
    ("ListAccessKeys", ["access_keys"]),
    ("GetAccessKeyLastUsed", ["access_keys[0].last_used_at"]),
    ("ListUserPolicies", ["inline_policies"]),
    ("GetUserPolicy", ["inline_policies[0].document"]),
    ("ListAttachedUserPolicies", ["attached_policies"]),
    (
        "GetPolicy",
        ["attached_policies[0].document", "groups[0].attached_policies[0].document"],
    ),
    (
        "GetPolicyVersion",
        ["attached_policies[0].document", "groups[0].attached_policies[0].document"],
    ),
    ("ListGroupsForUser", ["groups"]),
    ("ListGroupPolicies", ["groups[0].inline_policies"]),
    ("GetGroupPolicy", ["groups[0].inline_policies[0].document"]),
    ("ListAttachedGroupPolicies", ["groups[0].attached_policies"]),
]


@pytest.mark.parametrize(("operation", "expected"), DENIED)
def test_a_failed_call_leaves_only_its_own_properties_unknown(aws, john, operation, expected):
    for code in ("AccessDenied", "Throttling", "NoSuchEntity"):
        aws.fail(operation, code)
        absent = (operation, code) == ("GetLoginProfile", "NoSuchEntity")
        assert unknowns(aws.read(User, john, "global")) == ([] if absent else expected)


def test_nothing_readable_is_unknown(aws, john):
    for operation in ("GetUser", *(name for name, _ in DENIED)):
        aws.fail(operation)
    assert aws.outcome(User, john, "global") == Unknown("AccessDenied on GetUser")


def test_listing(aws, iam, john):
    iam.create_user(UserName="other", Path="/team/")
    listed = aws.listed(User, "global")
    assert [each.key.id for each in listed] == ["johndoe", "other"]
    # A listed user lacks its tags and its boundary, so it is read all the same.
    assert aws.source.read(User, listed[0].key, listed=listed[0]).resource.tags == {"team": "shop"}


def test_a_denied_listing_is_not_an_empty_one(aws):
    aws.fail("ListUsers")
    assert aws.source.list(User, ACCOUNT, "global") == Unknown("AccessDenied on ListUsers")


NOW = datetime(2026, 6, 1, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=400), NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("created", "used", "expected"),
    [
        (None, None, None),
        (None, LATELY, None),
        (LATELY, None, LATELY),
        (LONG_AGO, LATELY, LATELY),
        (LATELY, LONG_AGO, LATELY),
    ],
)
def test_when_the_password_was_last_active(created, used, expected):
    user = User(password_created_at=created, password_last_used_at=used)
    assert user.password_last_active_at == expected


def test_a_key_without_any_date_is_not_judged():
    with pytest.raises(UnknownValue):
        _ = AccessKey(id="AKIAEXAMPLE").last_active_at


def attached(document: PolicyDocument) -> AttachedPolicy:
    return AttachedPolicy(arn="arn:aws:iam::123456789012:policy/x", document=document)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (User(), Answer.NO),
        (User(attached_policies=(attached(EVERYTHING),)), Answer.YES),
        (User(inline_policies=(UserPolicy(document=EVERYTHING),)), Answer.YES),
        (User(groups=(Group(attached_policies=(attached(EVERYTHING),)),)), Answer.YES),
        (User(groups=(Group(inline_policies=(GroupPolicy(document=EVERYTHING),)),)), Answer.YES),
        (
            User(
                attached_policies=(attached(EVERYTHING),),
                groups=(Group(attached_policies=(attached(NOTHING),)),),
            ),
            Answer.NO,
        ),
        (
            User(
                attached_policies=(attached(EVERYTHING),),
                permissions_boundary=PermissionsBoundary(document=EVERYTHING),
            ),
            Answer.YES,
        ),
        (
            User(
                attached_policies=(attached(EVERYTHING),),
                permissions_boundary=PermissionsBoundary(document=PolicyDocument.parse(BUCKETS)),
            ),
            Answer.NO,
        ),
    ],
)
def test_who_is_an_administrator(user, expected):
    assert user.admin is expected


def test_an_unread_policy_leaves_the_question_open():
    unread = AttachedPolicy(arn=ADMINISTRATOR, unknown={"document": "AccessDenied on GetPolicy"})
    with pytest.raises(UnknownValue, match="AccessDenied on GetPolicy"):
        _ = User(attached_policies=(unread,)).admin


# --- plans and templates --------------------------------------------------------------------------

NOT_PLANNED = [
    "access_keys[0].created_at",
    "access_keys[0].id",
    "access_keys[0].last_used_at",
    "attached_policies[0].document",
    "created_at",
    "groups[0].attached_policies",
    "groups[0].inline_policies",
    "mfa_devices",
]


def test_plans_and_templates_tell_what_a_live_read_does(aws, john):
    live = aws.read(User, john, "global")
    policy = "policygen-johndoe-201611060951"
    plan_ = plan(
        {
            "aws_iam_user.john": {"name": "johndoe", "tags_all": {"team": "shop"}},
            "aws_iam_user_policy.john": {
                "user": "johndoe",
                "name": policy,
                "policy": json.dumps(CODEDEPLOY),
            },
            "aws_iam_user_policy_attachment.john": {
                "user": "johndoe",
                "policy_arn": ADMINISTRATOR,
            },
            "aws_iam_user_group_membership.john": {"user": "johndoe", "groups": ["MyTestGroup"]},
            "aws_iam_access_key.john": {"user": "johndoe", "status": "Active"},
        }
    )
    template_ = template(
        {
            "John": (
                "AWS::IAM::User",
                {
                    "UserName": "johndoe",
                    "Groups": ["MyTestGroup"],
                    "ManagedPolicyArns": [ADMINISTRATOR],
                    "Policies": [{"PolicyName": policy, "PolicyDocument": CODEDEPLOY}],
                    "Tags": [{"Key": "team", "Value": "shop"}],
                },
            ),
            "Key": ("AWS::IAM::AccessKey", {"UserName": {"Ref": "John"}}),
        }
    )
    for found in (planned(plan_, User)[0], declared(template_, User)[0]):
        # The user that is there has got its password otherwise.
        assert disagreements(found, live) == ["arn", "password_created_at"]
        assert unknowns(found) == NOT_PLANNED
        assert not found.console_access


def test_what_other_resources_say_of_users():
    whole = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    users = {
        "Ann": ("AWS::IAM::User", {}),
        "Bob": ("AWS::IAM::User", {"UserName": "bob"}),
        "Join": (
            "AWS::IAM::UserToGroupAddition",
            {"GroupName": "admins", "Users": [{"Ref": "Ann"}]},
        ),
        "All": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": whole, "Users": ["bob"]}),
    }
    ann, bob = declared(template(users), User)
    assert [group.name for group in ann.groups] == ["admins"]
    assert bob.admin is Answer.YES
    (eve,) = planned(
        plan(
            {
                "aws_iam_user.eve": {"name": "eve"},
                "aws_iam_group_membership.admins": {"group": "admins", "users": ["eve"]},
                "aws_iam_policy_attachment.admin": {
                    "users": ["eve"],
                    "policy_arn": AWS_ADMINISTRATOR,
                },
            }
        ),
        User,
    )
    assert [group.name for group in eve.groups] == ["admins"]
    # What the group grants is not in the plan, and a Deny there would count.
    with pytest.raises(UnknownValue):
        _ = eve.admin


@pytest.mark.parametrize(
    ("password", "parameter", "held"),
    [
        ("correct horse", {}, "plain text"),
        ({"Ref": "P"}, {"Type": "String", "Default": "correct horse"}, "plain text"),
        ({"Ref": "P"}, {"Type": "String"}, "shown parameter"),
        ({"Ref": "P"}, {"Type": "String", "NoEcho": True}, "hidden parameter"),
        ("{{resolve:secretsmanager:ann:SecretString:password}}", {}, "dynamic reference"),
    ],
)
def test_how_a_template_holds_a_password(password, parameter, held):
    properties = {"LoginProfile": {"Password": password}}
    parameters = {"Parameters": {"P": parameter}} if parameter else {}
    (user,) = declared(template({"Ann": ("AWS::IAM::User", properties)}, **parameters), User)
    assert (user.password_held, user.console_access) == (held, True)
    assert "correct horse" not in str(user.dump())


def test_a_plan_s_login_profile_is_a_password():
    told = {
        "aws_iam_user.ann": {"name": "ann"},
        "aws_iam_user_login_profile.ann": {"user": "ann", "password_length": 20},
    }
    (user,) = planned(plan(told), User)
    assert user.console_access
    assert user.password_last_active_at is None
