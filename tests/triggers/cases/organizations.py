"""Records of AWS Organizations' calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

CASES: list[Case] = [
    ("LeaveOrganization", None, {}, [("AWS::::Account", ACCOUNT)]),
    ("AcceptHandshake", {"handshakeId": "h-1"}, {}, [("AWS::::Account", ACCOUNT)]),
    ("InviteAccountToOrganization", {"target": {"id": ACCOUNT}}, {}, []),
]
