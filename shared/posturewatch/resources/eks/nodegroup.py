"""AWS::EKS::Nodegroup."""

import re
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Present, Toggle, moment
from posturewatch.domain.places import UNSET, Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.eks import versions


class Subnet(Shape, bind={"SubnetIds": "."}):
    """A subnet that nodes are placed in."""

    id: Annotated[str, At(describe=".", terraform=".", cloudformation=".")] = ""
    """Its id."""

    gives_public_addresses: Annotated[
        Toggle, At(describe="ec2:DescribeSubnets.Subnets[0].MapPublicIpOnLaunch", always=True)
    ] = False
    """Whether what starts in it gets a public address unless it says otherwise."""


class Nodegroup(
    Resource,
    of="AWS::EKS::Nodegroup",
    calls=Calls(
        service="eks",
        identity="DescribeNodegroup.nodegroup",
        gone=("ResourceNotFoundException",),
        gone_if={".status": ("DELETING",)},
        id_form="{cluster}/{name}",
        bind={
            "clusterName": "{cluster}",
            "nodegroupName": "{name}",
            "LaunchTemplateId": ".launchTemplate.id",
            "Versions": ".launchTemplate.version",
        },
        listed="ListNodegroups.nodegroups[]",
        parents="ListClusters.clusters[]",
        of_each={"clusterName": "."},
        list_id="{clusterName}/{item}",
    ),
    planned=Planned(terraform=("aws_eks_node_group",), terraform_name=("node_group_name",)),
):
    """A group of nodes of an EKS cluster that AWS runs. Its id is `cluster/name`."""

    arn: Annotated[str, At(describe=".nodegroupArn", terraform=UNSET, cloudformation=UNSET)] = ""
    """The group's ARN."""

    tags: Annotated[
        Pairs, At(describe=".tags", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The group's tags."""

    created_at: Annotated[Moment, At(describe=".createdAt")] = None
    """When it was made."""

    cluster: Annotated[
        str, At(describe=".clusterName", terraform="cluster_name", cloudformation="ClusterName")
    ] = ""
    """The cluster's name."""

    version: Annotated[
        str,
        At(
            describe=".version",
            terraform="version",
            cloudformation="Version",
            # A plan without one takes the cluster's.
            always=True,
        ),
    ] = ""
    """The nodes' version of Kubernetes."""

    image_type: Annotated[
        str,
        At(
            describe=".amiType",
            terraform="ami_type",
            cloudformation="AmiType",
            # What AWS chooses depends on the instance types, or on the launch template's image.
            always=True,
        ),
    ] = ""
    """The kind of image, such as `AL2023_x86_64_STANDARD`; `CUSTOM` for one of the account."""

    release: Annotated[
        str,
        At(
            describe=".releaseVersion", terraform="release_version", cloudformation="ReleaseVersion"
        ),
    ] = ""
    """The release of the image, such as `1.34.1-20261104`; empty in a plan that takes the newest,
    and the image's id for one of the account."""

    ssh_key: Annotated[
        str,
        At(
            describe=".remoteAccess.ec2SshKey",
            terraform="remote_access[0].ec2_ssh_key",
            cloudformation="RemoteAccess.Ec2SshKey",
        ),
    ] = ""
    """The key pair with which nodes are entered; empty where that is not possible."""

    ssh_sources: Annotated[
        tuple[str, ...],
        At(
            describe=".remoteAccess.sourceSecurityGroups",
            terraform="remote_access[0].source_security_group_ids",
            cloudformation="RemoteAccess.SourceSecurityGroups",
        ),
    ] = ()
    """The security groups from which nodes are entered; without any, the whole internet may."""

    launch_template: Annotated[
        Present,
        At(
            describe=".launchTemplate.id",
            terraform="launch_template",
            cloudformation="LaunchTemplate",
        ),
    ] = False
    """Whether nodes are started by a launch template of the account, not by one of EKS."""

    metadata_tokens: Annotated[
        str,
        At(
            describe="ec2:DescribeLaunchTemplateVersions.LaunchTemplateVersions[0]"
            ".LaunchTemplateData.MetadataOptions.HttpTokens",
            terraform=Elsewhere("launch_template"),
            cloudformation=Elsewhere("LaunchTemplate"),
        ),
    ] = ""
    """Whether its launch template has instance metadata ask for tokens (`required`, `optional`);
    empty where it says nothing, or there is none."""

    subnets: Annotated[
        tuple[Subnet, ...],
        At(describe=".subnets", terraform="subnet_ids", cloudformation="Subnets"),
    ] = ()
    """The subnets that nodes are placed in."""

    repairs_nodes: Annotated[
        Toggle,
        At(
            describe=".nodeRepairConfig.enabled",
            terraform="node_repair_config[0].enabled",
            cloudformation="NodeRepairConfig.Enabled",
        ),
    ] = False
    """Whether nodes that have failed are replaced by themselves."""

    @property
    def name(self) -> str:
        """Its name, behind its cluster's."""
        return self.key.id

    @property
    def is_open_to_all(self) -> bool:
        """Whether the whole internet reaches the port by which nodes are entered.

        Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
        """
        return bool(self.ssh_key) and not self.ssh_sources

    @property
    def days_without_support(self) -> int | None:
        """Days since standard support of its version ended; negative before, None if not known."""
        return versions.days_without_support(self, self.version)

    @property
    def is_outdated(self) -> bool:
        """Whether its version has no standard support any more."""
        return versions.is_outdated(self, self.version)

    @property
    def release_age(self) -> int | None:
        """The age of its image in days; None where the release does not tell its day."""
        day = re.search(r"-(20\d\d)[.]?(\d\d)[.]?(\d\d)$", self.release)
        try:
            return self.age_in_days(moment("-".join(day.groups()))) if day else None
        except ValueError:
            # Digits that are no day.
            return None

    @property
    def public_subnets(self) -> tuple[str, ...]:
        """The subnets that give nodes public addresses."""
        return tuple(each.id for each in self.subnets if each.gives_public_addresses)
