"""AWS KMS: customer managed keys.

Source: https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import KEY

# The request may name a key by id or ARN; the record's resources always by ARN.
_KEY = ("requestParameters.keyId", "resources.ARN")
_MADE = ("responseElements.keyMetadata.keyId", "resources.ARN")

TRIGGERS = (
    Trigger("CreateKey", KEY, _MADE),
    Trigger("CancelKeyDeletion", KEY, _KEY),
    Trigger("ScheduleKeyDeletion", KEY, _KEY),
    # What KMS does by itself, when the waiting period is over or a year has passed.
    Trigger("DeleteKey", KEY, ("serviceEventDetails.keyId", "resources.ARN")),
    Trigger("RotateKey", KEY, ("serviceEventDetails.keyId", "resources.ARN")),
    Trigger("DisableKey", KEY, _KEY),
    Trigger("DisableKeyRotation", KEY, _KEY),
    Trigger("EnableKey", KEY, _KEY),
    Trigger("EnableKeyRotation", KEY, _KEY),
    Trigger("PutKeyPolicy", KEY, _KEY),
    Trigger("ImportKeyMaterial", KEY, _KEY),
    Trigger("DeleteImportedKeyMaterial", KEY, _KEY),
    Trigger("ReplicateKey", KEY, _KEY),
    Trigger("UpdatePrimaryRegion", KEY, _KEY),
    Trigger("TagResource", KEY, _KEY),
    Trigger("UntagResource", KEY, _KEY),
)

IRRELEVANT = {
    "uses a key and changes nothing of it": """
        Decapsulate Decrypt DeriveSharedSecret Encapsulate Encrypt GenerateDataKey
        GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext
        GenerateMac GenerateRandom ReEncrypt Sign Verify VerifyMac
    """,
    "changes an alias, which is not judged": "CreateAlias DeleteAlias UpdateAlias",
    "changes a grant, which is not judged yet": "CreateGrant RetireGrant RevokeGrant",
    "changes a custom key store, which is not judged": """
        ConnectCustomKeyStore CreateCustomKeyStore DeleteCustomKeyStore DisconnectCustomKeyStore
        UpdateCustomKeyStore
    """,
    "changes nothing that is judged": "RotateKeyOnDemand UpdateKeyDescription",
}

SERVICE = service_calls(
    "kms.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    events="DeleteKey RotateKey",
)
