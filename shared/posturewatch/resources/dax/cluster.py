"""AWS::DAX::Cluster."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Cluster(
    Resource,
    of="AWS::DAX::Cluster",
    arn="arn:{partition}:dax:{region}:{account}:cache/{id}",
    calls=Calls(
        service="dax",
        identity="DescribeClusters.Clusters[0]",
        gone=("ClusterNotFoundFault",),
        bind={"ClusterNames": "id", "ResourceName": ".ClusterArn"},
        listed="DescribeClusters.Clusters[]",
        list_id="ClusterName",
        carries=True,
    ),
    planned=Planned(terraform=("aws_dax_cluster",)),
):
    """A cluster of DynamoDB Accelerator: a cache in front of tables."""

    tags: Annotated[
        Pairs, At(describe="ListTags.Tags", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The cluster's tags."""

    encrypted: Annotated[
        Toggle,
        At(
            describe=".SSEDescription.Status",
            terraform="server_side_encryption[0].enabled",
            cloudformation="SSESpecification.SSEEnabled",
        ),
    ] = False
    """Whether what the cache keeps on disk is encrypted."""

    endpoint_encryption: Annotated[
        str,
        At(
            describe=".ClusterEndpointEncryptionType",
            terraform="cluster_endpoint_encryption_type",
            cloudformation="ClusterEndpointEncryptionType",
        ),
    ] = "NONE"
    """`TLS` or `NONE`."""

    zones: Annotated[
        tuple[str, ...],
        At(
            describe=".Nodes[].AvailabilityZone",
            terraform="availability_zones",
            cloudformation="AvailabilityZones",
        ),
    ] = ()
    """The availability zones of the nodes; of a plan, those that it names."""

    nodes: Annotated[
        int,
        At(
            describe=".TotalNodes",
            terraform="replication_factor",
            cloudformation="ReplicationFactor",
        ),
    ] = 0
    """How many nodes there are."""

    role: Annotated[
        str, At(describe=".IamRoleArn", terraform="iam_role_arn", cloudformation="IAMRoleARN")
    ] = ""
    """The role by which the cache reads the tables."""
