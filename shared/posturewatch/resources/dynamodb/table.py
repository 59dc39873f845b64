"""AWS::DynamoDB::Table."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Present, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Newly, Planned, Resource


class Table(
    Resource,
    of="AWS::DynamoDB::Table",
    arn="arn:{partition}:dynamodb:{region}:{account}:table/{id}",
    calls=Calls(
        service="dynamodb",
        identity="DescribeTable.Table",
        gone=("ResourceNotFoundException",),
        bind={"TableName": "id", "ResourceArn": ".TableArn"},
        listed="ListTables.TableNames[]",
        list_id=".",
        constants={"DescribeScalableTargets": {"ServiceNamespace": "dynamodb"}},
        absent={"DescribeProtectedResource": ("ResourceNotFoundException",)},
    ),
    planned=Planned(terraform=("aws_dynamodb_table",)),
):
    """A table."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsOfResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The table's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".creationDateTime", "resourceCreationTime"), describe=".CreationDateTime"),
    ] = None
    """When the table was made."""

    billing_mode: Annotated[
        str,
        At(
            config=".billingModeSummary.billingMode",
            describe=".BillingModeSummary.BillingMode",
            terraform="billing_mode",
            cloudformation="BillingMode",
            new=Newly(terraform="PROVISIONED", cloudformation=""),
        ),
    ] = "PROVISIONED"
    """`PROVISIONED` or `PAY_PER_REQUEST`; empty in a template that leaves it out."""

    deletion_protection: Annotated[
        Toggle,
        At(
            describe=".DeletionProtectionEnabled",
            terraform="deletion_protection_enabled",
            cloudformation="DeletionProtectionEnabled",
        ),
    ] = False
    """Whether the table cannot be deleted until this is switched off."""

    point_in_time_recovery: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.ContinuousBackupsDescription.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus",
            describe="DescribeContinuousBackups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",
            terraform="point_in_time_recovery[0].enabled",
            cloudformation="PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
        ),
    ] = False
    """Whether the table can be restored as it was at any second of the last weeks."""

    kms_encrypted: Annotated[
        Present,
        At(
            config=".ssedescription.kmsmasterKeyArn",
            describe=".SSEDescription.KMSMasterKeyArn",
            terraform="server_side_encryption[0].enabled",
            cloudformation="SSESpecification.SSEEnabled",
        ),
    ] = False
    """Whether a KMS key of the account encrypts the table; else it is a key of DynamoDB's own."""

    kms_key: Annotated[
        str,
        At(
            config=".ssedescription.kmsmasterKeyArn",
            describe=".SSEDescription.KMSMasterKeyArn",
            terraform="server_side_encryption[0].kms_key_arn",
            cloudformation="SSESpecification.KMSMasterKeyId",
        ),
    ] = ""
    """The KMS key; empty for one of AWS's own."""

    scaled: Annotated[
        tuple[str, ...],
        At(
            describe="application-autoscaling:DescribeScalableTargets.ScalableTargets[ResourceId=table/@id][].ScalableDimension"
        ),
    ] = ()
    """What auto scaling adapts, such as `dynamodb:table:ReadCapacityUnits`."""

    backed_up_at: Annotated[
        Moment, At(describe="backup:DescribeProtectedResource.LastBackupTime")
    ] = None
    """When AWS Backup last made a backup; nothing if never."""

    global_replicas: Annotated[
        tuple[str, ...],
        At(
            config=".replicas[].regionName",
            describe=".Replicas[].RegionName",
            terraform="replica[].region_name",
            cloudformation=UNSET,
        ),
    ] = ()
    """The other regions of a global table."""

    @property
    def scales(self) -> bool:
        """Whether the capacity follows the load, by the billing mode or by auto scaling."""
        if self.billing_mode == "PAY_PER_REQUEST":
            return True
        return {"ReadCapacityUnits", "WriteCapacityUnits"} <= {
            dimension.rpartition(":")[2] for dimension in self.scaled
        }
