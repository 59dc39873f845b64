"""AWS Secrets Manager: secrets.

Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import SECRET

# A request may name a secret by its name, which its ARN does not follow from: the answer has it.
_SECRET = ("requestParameters.secretId", "responseElements.arn", "resources.ARN")
_EVENT = ("additionalEventData.ARN", "additionalEventData.SecretId", "resources.ARN")

TRIGGERS = (
    Trigger("CreateSecret", SECRET, "responseElements.arn"),
    Trigger("DeleteSecret", SECRET, _SECRET),
    Trigger("RestoreSecret", SECRET, _SECRET),
    Trigger("UpdateSecret", SECRET, _SECRET),
    Trigger("PutSecretValue", SECRET, _SECRET),
    Trigger("UpdateSecretVersionStage", SECRET, _SECRET),
    Trigger("RotateSecret", SECRET, _SECRET),
    Trigger("CancelRotateSecret", SECRET, _SECRET),
    # What Secrets Manager does by itself.
    Trigger("RotationStarted", SECRET, _EVENT),
    Trigger("RotationSucceeded", SECRET, _EVENT),
    Trigger("RotationFailed", SECRET, _EVENT),
    Trigger("RotationAbandoned", SECRET, _EVENT),
    Trigger("SecretVersionDeletion", SECRET, _EVENT),
    Trigger("StartSecretVersionDelete", SECRET, _EVENT),
    Trigger("CancelSecretVersionDelete", SECRET, _EVENT),
    Trigger("EndSecretVersionDelete", SECRET, _EVENT),
    Trigger("PutResourcePolicy", SECRET, _SECRET),
    Trigger("DeleteResourcePolicy", SECRET, _SECRET),
    Trigger("TagResource", SECRET, ("requestParameters.secretId", "resources.ARN")),
    Trigger("UntagResource", SECRET, ("requestParameters.secretId", "resources.ARN")),
    # Replicas are secrets of their own in other regions, which those tell of themselves.
    Trigger("ReplicateSecretToRegions", SECRET, _SECRET),
    Trigger("RemoveRegionsFromReplication", SECRET, _SECRET),
    Trigger("StopReplicationToReplica", SECRET, _SECRET),
)

IRRELEVANT = {
    "changes a replica in another account, which is judged there": """
        AssociateCrossAccountReplica DisassociateCrossAccountReplica
    """,
}

SERVICE = service_calls(
    "secretsmanager.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="ValidateResourcePolicy",
    events="RotationStarted RotationSucceeded RotationFailed RotationAbandoned "
    "SecretVersionDeletion StartSecretVersionDelete CancelSecretVersionDelete "
    "EndSecretVersionDelete",
)
