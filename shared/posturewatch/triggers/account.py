"""AWS Account Management: the regions and contacts of the account."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCOUNT

TRIGGERS = (
    # The account's defaults are kept for each region that is open.
    Trigger("DisableRegion", ACCOUNT),
    Trigger("EnableRegion", ACCOUNT),
    # One of the alternate contacts is for security.
    Trigger("DeleteAlternateContact", ACCOUNT),
    Trigger("PutAlternateContact", ACCOUNT),
)

IRRELEVANT = {
    "changes a contact of the account, which is not judged yet": """
        AcceptPrimaryEmailUpdate PutAccountName PutContactInformation
        SendPhoneNumberVerification StartPrimaryEmailUpdate VerifyPhoneNumber
    """,
}

SERVICE = service_calls("account.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
