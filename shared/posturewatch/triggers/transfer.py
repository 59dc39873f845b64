"""AWS Transfer Family: servers.

Source: https://docs.aws.amazon.com/transfer/latest/userguide/cloudtrail-logging.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import TRANSFER_SERVER

_SERVER = "requestParameters.serverId"
_TAGGED = "requestParameters.arn"

TRIGGERS = (
    Trigger("CreateServer", TRANSFER_SERVER, "responseElements.serverId"),
    Trigger("DeleteServer", TRANSFER_SERVER, _SERVER),
    Trigger("StartServer", TRANSFER_SERVER, _SERVER),
    Trigger("StopServer", TRANSFER_SERVER, _SERVER),
    Trigger("UpdateServer", TRANSFER_SERVER, _SERVER),
    Trigger("TagResource", TRANSFER_SERVER, _TAGGED, mixed=True),
    Trigger("UntagResource", TRANSFER_SERVER, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes who may use a server, which is not judged yet": """
        CreateAccess CreateUser DeleteAccess DeleteSshPublicKey DeleteUser ImportSshPublicKey
        UpdateAccess UpdateUser
    """,
    "changes the host keys of a server, which are not judged": """
        DeleteHostKey ImportHostKey UpdateHostKey
    """,
    "changes partners, connectors, workflows or web apps, which are not judged yet": """
        CreateAgreement CreateConnector CreateProfile CreateWebApp CreateWorkflow DeleteAgreement
        DeleteCertificate DeleteConnector DeleteProfile DeleteWebApp DeleteWebAppCustomization
        DeleteWorkflow ImportCertificate UpdateAgreement UpdateCertificate UpdateConnector
        UpdateProfile UpdateWebApp UpdateWebAppCustomization
    """,
    "moves files or tries something out, and changes no setting": """
        SendWorkflowStepState StartDirectoryListing StartFileTransfer StartRemoteDelete
        StartRemoteMove TestConnection TestIdentityProvider
    """,
}

SERVICE = service_calls("transfer.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
