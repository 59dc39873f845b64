"""AWS Certificate Manager: certificates.

Source: https://docs.aws.amazon.com/acm/latest/userguide/cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import CERTIFICATE

_ARN = "requestParameters.certificateArn"
_MADE = "responseElements.certificateArn"
_TAGGED = "requestParameters.resourceArn"

_OF_CERTIFICATE = """
    AddTagsToCertificate DeleteCertificate RemoveTagsFromCertificate RenewCertificate
    RevokeCertificate UpdateCertificateOptions
"""

TRIGGERS = (
    *(Trigger(call, CERTIFICATE, _ARN) for call in _OF_CERTIFICATE.split()),
    Trigger("ImportCertificate", CERTIFICATE, (_MADE, _ARN)),
    Trigger("RequestCertificate", CERTIFICATE, _MADE),
    Trigger("TagResource", CERTIFICATE, _TAGGED, mixed=True),
    Trigger("UntagResource", CERTIFICATE, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "hands out a certificate with its key, which changes nothing of it": "ExportCertificate",
    "sends a mail once more": "ResendValidationEmail",
    "changes when the account's reminders are sent": "PutAccountConfiguration",
    "changes by which protocol others ask for certificates, which is not judged": """
        CreateAcmeDomainValidation CreateAcmeEndpoint CreateAcmeExternalAccountBinding
        DeleteAcmeDomainValidation DeleteAcmeEndpoint DeleteAcmeExternalAccountBinding
        RevokeAcmeAccount RevokeAcmeExternalAccountBinding UpdateAcmeDomainValidation
        UpdateAcmeEndpoint
    """,
}

SERVICE = service_calls("acm.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
