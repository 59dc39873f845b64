"""AWS::Redshift::Cluster."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Held, Moment, Pairs, Present, Settled, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Cluster(
    Resource,
    of="AWS::Redshift::Cluster",
    arn="arn:{partition}:redshift:{region}:{account}:cluster:{id}",
    config_id=(".clusterIdentifier", "resourceId"),
    calls=Calls(
        service="redshift",
        identity="DescribeClusters.Clusters[0]",
        gone=("ClusterNotFound",),
        bind={
            "ClusterIdentifier": "id",
            "ParameterGroupName": ".ClusterParameterGroups[0].ParameterGroupName",
        },
        listed="DescribeClusters.Clusters[]",
        list_id="ClusterIdentifier",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_redshift_cluster",),
        terraform_name=("cluster_identifier",),
        terraform_owner="cluster_identifier",
    ),
):
    """A provisioned data warehouse."""

    tags: Annotated[
        Pairs,
        At(config="tags", describe=".Tags", terraform=("tags_all", "tags"), cloudformation="Tags"),
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".clusterCreateTime", "resourceCreationTime"), describe=".ClusterCreateTime"),
    ] = None
    """When the cluster was made; nothing while it is still being made."""

    publicly_accessible: Annotated[
        Toggle,
        At(
            config=".publiclyAccessible",
            describe=".PubliclyAccessible",
            terraform="publicly_accessible",
            cloudformation="PubliclyAccessible",
        ),
    ] = False
    """Whether the endpoint resolves to a public address from outside the VPC."""

    encrypted: Annotated[
        Toggle,
        At(
            config=".encrypted",
            describe=".Encrypted",
            terraform="encrypted",
            cloudformation="Encrypted",
            always=True,
        ),
    ] = False
    """Whether data and snapshots are encrypted at rest."""

    kms_key: Annotated[
        str,
        At(
            config=".kmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The KMS key; empty where there is none, or a plan leaves it to AWS."""

    snapshot_retention: Annotated[
        int,
        At(
            config=".automatedSnapshotRetentionPeriod",
            describe=".AutomatedSnapshotRetentionPeriod",
            terraform="automated_snapshot_retention_period",
            cloudformation="AutomatedSnapshotRetentionPeriod",
        ),
    ] = 1
    """For how many days automated snapshots are kept; 0 switches them off."""

    enhanced_vpc_routing: Annotated[
        Toggle,
        At(
            config=".enhancedVpcRouting",
            describe=".EnhancedVpcRouting",
            terraform="enhanced_vpc_routing",
            cloudformation="EnhancedVpcRouting",
        ),
    ] = False
    """Whether COPY and UNLOAD go through the VPC, where it controls them."""

    allow_version_upgrade: Annotated[
        Toggle,
        At(
            config=".allowVersionUpgrade",
            describe=".AllowVersionUpgrade",
            terraform="allow_version_upgrade",
            cloudformation="AllowVersionUpgrade",
            always=True,
            new=True,
        ),
    ] = True
    """Whether new versions are installed in the maintenance window."""

    require_ssl: Annotated[
        Toggle,
        At(
            describe="DescribeClusterParameters.Parameters[ParameterName=require_ssl][0].ParameterValue"
        ),
    ] = False
    """Whether the parameter group refuses connections without TLS."""

    logging: Annotated[
        Present,
        At(
            config="supplementaryConfiguration.LoggingStatus.loggingEnabled",
            describe="DescribeLoggingStatus.LoggingEnabled",
            terraform=(
                "aws_redshift_logging[0].bucket_name",
                "aws_redshift_logging[0].log_destination_type",
            ),
            cloudformation=("LoggingProperties.BucketName", "LoggingProperties.LogDestinationType"),
        ),
    ] = False
    """Whether connections and the activity of users are logged outside the cluster."""

    multi_az: Annotated[
        Toggle, At(describe=".MultiAZ", terraform="multi_az", cloudformation="MultiAZ")
    ] = False
    """Whether the cluster runs in two availability zones."""

    master_user_name: Annotated[
        Settled,
        At(
            config=".masterUsername",
            describe=".MasterUsername",
            terraform="master_username",
            cloudformation="MasterUsername",
        ),
    ] = ""
    """The name of the user with all rights."""

    master_password_held: Annotated[
        Held,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="master_password",
            cloudformation="MasterUserPassword",
        ),
    ] = ""
    """How a plan or a template holds that user's password; AWS itself never shows it."""

    database: Annotated[
        str,
        At(
            config=".dBName", describe=".DBName", terraform="database_name", cloudformation="DBName"
        ),
    ] = "dev"
    """The first database."""

    security_groups: Annotated[
        tuple[str, ...],
        At(
            config=".vpcSecurityGroups[].vpcSecurityGroupId",
            describe=".VpcSecurityGroups[].VpcSecurityGroupId",
            terraform="vpc_security_group_ids",
            cloudformation="VpcSecurityGroupIds",
        ),
    ] = ()
    """The VPC security groups."""
