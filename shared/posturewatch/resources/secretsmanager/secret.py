"""AWS::SecretsManager::Secret."""

from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Policy, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Secret(
    Resource,
    of="AWS::SecretsManager::Secret",
    calls=Calls(
        service="secretsmanager",
        identity="DescribeSecret",
        gone=("ResourceNotFoundException",),
        bind={"SecretId": "id"},
        listed="ListSecrets.SecretList[]",
        list_id="ARN",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_secretsmanager_secret",),
        terraform_name=("arn", "id", "name"),
        terraform_owner="secret_arn",
        owners={"aws_secretsmanager_secret_rotation": "secret_id"},
        cloudformation_name=("Name",),
        cloudformation_owner="SecretId",
    ),
):
    """A secret: how it is kept and renewed. Its value is never read."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".ARN", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The secret's ARN, which is its id."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The secret's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreatedDate")] = None
    """When it was made."""

    rotation: Annotated[
        Toggle,
        At(
            config=".RotationEnabled",
            describe=".RotationEnabled",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = False
    """Whether Secrets Manager renews it by itself; in plans the schedule tells."""

    rotation_days: Annotated[
        int | None,
        At(
            config=".RotationRules.AutomaticallyAfterDays",
            describe=".RotationRules.AutomaticallyAfterDays",
            terraform="aws_secretsmanager_secret_rotation[0]"
            ".rotation_rules[0].automatically_after_days",
            cloudformation="AWS::SecretsManager::RotationSchedule[0]"
            ".RotationRules.AutomaticallyAfterDays",
        ),
    ] = None
    """After how many days it is renewed; None where it is not, or by an expression."""

    rotation_schedule: Annotated[
        str,
        At(
            config=".RotationRules.RotationScheduleExpression",
            describe=".RotationRules.ScheduleExpression",
            terraform="aws_secretsmanager_secret_rotation[0].rotation_rules[0].schedule_expression",
            cloudformation="AWS::SecretsManager::RotationSchedule[0]"
            ".RotationRules.ScheduleExpression",
        ),
    ] = ""
    """When it is renewed, as an expression; empty where days are counted."""

    last_rotated_at: Annotated[Moment, At(describe=".LastRotatedDate")] = None
    """When it was last renewed by itself."""

    last_changed_at: Annotated[Moment, At(describe=".LastChangedDate")] = None
    """When it was last changed in any way."""

    last_used_at: Annotated[Moment, At(describe=".LastAccessedDate")] = None
    """The day on which it was last read; None where that never happened."""

    kms_key: Annotated[
        str,
        At(
            config=".KMSKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The KMS key that encrypts it; empty for AWS's own."""

    policy: Annotated[
        Policy,
        At(
            describe="GetResourcePolicy.ResourcePolicy",
            terraform=("aws_secretsmanager_secret_policy[0].policy", "policy"),
            cloudformation="AWS::SecretsManager::ResourcePolicy[0].ResourcePolicy",
        ),
    ] = None
    """Who else may read it."""

    @property
    def is_rotated(self) -> bool:
        """Whether it is renewed by itself."""
        return self.rotation or bool(self.rotation_days) or bool(self.rotation_schedule)

    @property
    def renewed_at(self) -> datetime | None:
        """When its value may last have been renewed; None where it never was."""
        return self.last_rotated_at or self.last_changed_at or self.created_at
