"""What somebody should be told of: for each subject, records that must raise an alarm.

The subjects and their calls are those of the section on monitoring in the CIS AWS Foundations
Benchmark, without the calls of EC2-Classic, which is no more. A filter is judged by whether it
selects these records, however it is written.
"""

from collections.abc import Mapping
from typing import Any, Final

_USER: Final = {
    "type": "IAMUser",
    "principalId": "AIDAEXAMPLE",
    "arn": "arn:aws:iam::123456789012:user/ada",
    "accountId": "123456789012",
    "accessKeyId": "AKIAEXAMPLE",
    "userName": "ada",
}
_ROOT: Final = {
    "type": "Root",
    "principalId": "123456789012",
    "arn": "arn:aws:iam::123456789012:root",
    "accountId": "123456789012",
}


def _record(source: str, name: str, **more: Any) -> Mapping[str, Any]:
    return {
        "eventVersion": "1.11",
        "userIdentity": _USER,
        "eventTime": "2026-03-02T10:00:00Z",
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": None,
        "responseElements": None,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "123456789012",
        "eventCategory": "Management",
        **more,
    }


def _calls(source: str, names: str) -> Mapping[str, Mapping[str, Any]]:
    return {name: _record(source, name) for name in names.split()}


def _sign_in(outcome: str, mfa: str, **more: Any) -> Mapping[str, Any]:
    return _record(
        "signin",
        "ConsoleLogin",
        eventType="AwsConsoleSignIn",
        userAgent="Mozilla/5.0",
        responseElements={"ConsoleLogin": outcome},
        additionalEventData={"LoginTo": "https://console.aws.amazon.com/", "MFAUsed": mfa},
        **more,
    )


WATCHED: Final[Mapping[str, Mapping[str, Mapping[str, Any]]]] = {
    "refused calls": {
        code: _record(source, name, errorCode=code, errorMessage="User is not authorized")
        for source, name, code in (
            ("ec2", "RunInstances", "Client.UnauthorizedOperation"),
            ("iam", "CreateUser", "AccessDenied"),
            ("kms", "ScheduleKeyDeletion", "AccessDeniedException"),
        )
    },
    "sign-ins without a second factor": {"ConsoleLogin": _sign_in("Success", "No")},
    "uses of the root user": {
        "ConsoleLogin": _sign_in("Success", "Yes", userIdentity=_ROOT),
        "CreateAccessKey": _record("iam", "CreateAccessKey", userIdentity=_ROOT),
        "PutBucketAcl": _record("s3", "PutBucketAcl", userIdentity=_ROOT),
    },
    "changes of IAM policies": _calls(
        "iam",
        "AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreatePolicy CreatePolicyVersion"
        " DeleteGroupPolicy DeletePolicy DeletePolicyVersion DeleteRolePolicy DeleteUserPolicy"
        " DetachGroupPolicy DetachRolePolicy DetachUserPolicy PutGroupPolicy PutRolePolicy"
        " PutUserPolicy",
    ),
    "changes of CloudTrail": _calls(
        "cloudtrail", "CreateTrail DeleteTrail StartLogging StopLogging UpdateTrail"
    ),
    "failed sign-ins": {
        "ConsoleLogin": _sign_in("Failure", "No", errorMessage="Failed authentication")
    },
    "keys that are disabled or deleted": _calls("kms", "DisableKey ScheduleKeyDeletion"),
    "changes of bucket policies": _calls(
        "s3",
        "DeleteBucketCors DeleteBucketLifecycle DeleteBucketPolicy DeleteBucketReplication"
        " PutBucketAcl PutBucketCors PutBucketLifecycle PutBucketPolicy PutBucketReplication",
    ),
    "changes of AWS Config": _calls(
        "config",
        "DeleteDeliveryChannel PutConfigurationRecorder PutDeliveryChannel"
        " StopConfigurationRecorder",
    ),
    "changes of security groups": _calls(
        "ec2",
        "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup"
        " DeleteSecurityGroup RevokeSecurityGroupEgress RevokeSecurityGroupIngress",
    ),
    "changes of network ACLs": _calls(
        "ec2",
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry"
        " ReplaceNetworkAclAssociation ReplaceNetworkAclEntry",
    ),
    "changes of gateways": _calls(
        "ec2",
        "AttachInternetGateway CreateCustomerGateway CreateInternetGateway DeleteCustomerGateway"
        " DeleteInternetGateway DetachInternetGateway",
    ),
    "changes of route tables": _calls(
        "ec2",
        "CreateRoute CreateRouteTable DeleteRoute DeleteRouteTable DisassociateRouteTable"
        " ReplaceRoute ReplaceRouteTableAssociation",
    ),
    "changes of VPCs": _calls(
        "ec2",
        "AcceptVpcPeeringConnection CreateVpc CreateVpcPeeringConnection DeleteVpc"
        " DeleteVpcPeeringConnection ModifyVpcAttribute RejectVpcPeeringConnection",
    ),
    "changes of the organization": _calls(
        "organizations",
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy"
        " DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy"
        " DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization"
        " MoveAccount RemoveAccountFromOrganization UpdateOrganizationalUnit UpdatePolicy",
    ),
}
"""Subject → what it is called → a record of it."""

HARMLESS: Final = (
    _record("ec2", "DescribeInstances", readOnly=True),
    _record("lambda", "UpdateFunctionCode20150331v2"),
)
"""Records of which nobody need be told: what selects them tells of everything."""
