"""AWS::KMS::Key."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Policy, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource

PENDING = ("PendingDeletion", "PendingReplicaDeletion")
"""The states of a key that is about to be deleted."""


class Key(
    Resource,
    of="AWS::KMS::Key",
    arn="arn:{partition}:kms:{region}:{account}:key/{id}",
    calls=Calls(
        service="kms",
        identity="DescribeKey.KeyMetadata",
        gone=("NotFoundException",),
        gone_if={".KeyManager": ("AWS",)},
        bind={"KeyId": "id"},
        constants={"GetKeyPolicy": {"PolicyName": "default"}},
        absent={"GetKeyRotationStatus": ("UnsupportedOperationException",)},
        skip_if={
            "GetKeyRotationStatus": {
                ".Origin": ("AWS_CLOUDHSM", "EXTERNAL", "EXTERNAL_KEY_STORE"),
                ".KeyState": PENDING,
                ".KeyUsage": ("SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"),
            }
        },
        listed="ListKeys.Keys[]",
        list_id="KeyId",
    ),
    planned=Planned(
        terraform=("aws_kms_key",),
        terraform_name=("key_id", "id", "arn"),
        terraform_owner="key_id",
        cloudformation_owner="KeyId",
    ),
):
    """A customer managed key. Keys that AWS manages are nobody's to configure, and are passed over.

    Source: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
    """

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListResourceTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The key's tags."""

    created_at: Annotated[
        Moment, At(config=".creationDate", describe=".CreationDate", always=True)
    ] = None
    """When it was made."""

    state: Annotated[
        str,
        At(
            config=".keyState",
            describe=".KeyState",
            terraform=UNSET,
            cloudformation=UNSET,
            always=True,
            new="Enabled",
        ),
    ] = "Enabled"
    """`Enabled`, `Disabled`, `PendingDeletion` and others."""

    origin: Annotated[
        str,
        At(
            config=".origin",
            describe=".Origin",
            terraform=UNSET,
            cloudformation="Origin",
            new="AWS_KMS",
        ),
    ] = "AWS_KMS"
    """Where its material is from: KMS rotates only its own."""

    spec: Annotated[
        str,
        At(
            config=(".keySpec", ".customerMasterKeySpec"),
            describe=".KeySpec",
            terraform="customer_master_key_spec",
            cloudformation="KeySpec",
        ),
    ] = "SYMMETRIC_DEFAULT"
    """What kind of key it is."""

    rotation: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.KeyRotationStatus",
            describe="GetKeyRotationStatus.KeyRotationEnabled",
            terraform="enable_key_rotation",
            cloudformation="EnableKeyRotation",
        ),
    ] = False
    """Whether KMS renews its material by itself."""

    policy: Annotated[
        Policy,
        At(
            describe="GetKeyPolicy.Policy",
            terraform=("aws_kms_key_policy[0].policy", "policy"),
            cloudformation="KeyPolicy",
        ),
    ] = None
    """Who may use and manage it; a new key lets its own account decide."""

    @property
    def can_rotate(self) -> bool:
        """Whether KMS could rotate it: it is symmetric, and its material is from KMS."""
        return self.spec == "SYMMETRIC_DEFAULT" and self.origin == "AWS_KMS"
