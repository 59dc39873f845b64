"""Records of AWS Organizations' calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

ORGANIZATION = ("AWS::Organizations::Organization", ACCOUNT)
MEMBER = ("AWS::::Account", ACCOUNT)

CASES: list[Case] = [
    ("LeaveOrganization", None, {}, [MEMBER, ORGANIZATION]),
    ("AcceptHandshake", {"handshakeId": "h-1"}, {}, [MEMBER, ORGANIZATION]),
    ("DisablePolicyType", {"policyType": "SERVICE_CONTROL_POLICY"}, {}, [ORGANIZATION]),
    ("DetachPolicy", {"policyId": "p-1", "targetId": "r-1"}, {}, [ORGANIZATION]),
    ("PutResourcePolicy", {"content": "{}"}, {}, [ORGANIZATION]),
    ("InviteAccountToOrganization", {"target": {"id": ACCOUNT}}, {}, []),
]
