"""AWS::EKS::Cluster."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.eks import versions

LOG_TYPES: Final = ("api", "audit", "authenticator", "controllerManager", "scheduler")
"""The kinds of logs that a control plane can keep."""

ANYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})


class Cluster(
    Resource,
    of="AWS::EKS::Cluster",
    config_id=(".Name", "resourceName"),
    calls=Calls(
        service="eks",
        identity="DescribeCluster.cluster",
        gone=("ResourceNotFoundException",),
        gone_if={".status": ("DELETING",)},
        bind={"name": "id"},
        listed="ListClusters.clusters[]",
        list_id=".",
    ),
    planned=Planned(terraform=("aws_eks_cluster",), cloudformation_name=("Name",)),
):
    """A Kubernetes cluster whose control plane AWS runs."""

    arn: Annotated[
        str, At(config=("ARN", "arn"), describe=".arn", terraform=UNSET, cloudformation=UNSET)
    ] = ""
    """The cluster's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".createdAt")] = None
    """When it was made."""

    version: Annotated[
        str,
        At(config=".Version", describe=".version", terraform="version", cloudformation="Version"),
    ] = ""
    """The version of Kubernetes, such as `1.33`; empty in a plan that takes the newest default."""

    endpoint_public: Annotated[
        Toggle,
        At(
            config=".ResourcesVpcConfig.EndpointPublicAccess",
            describe=".resourcesVpcConfig.endpointPublicAccess",
            terraform="vpc_config[0].endpoint_public_access",
            cloudformation="ResourcesVpcConfig.EndpointPublicAccess",
            # Items of Config's first years leave it out, whatever it is.
            always=True,
            new=True,
        ),
    ] = True
    """Whether the API of Kubernetes can be reached from the internet."""

    public_sources: Annotated[
        tuple[str, ...],
        At(
            config=".ResourcesVpcConfig.PublicAccessCidrs",
            describe=".resourcesVpcConfig.publicAccessCidrs",
            terraform="vpc_config[0].public_access_cidrs",
            cloudformation="ResourcesVpcConfig.PublicAccessCidrs",
        ),
    ] = ("0.0.0.0/0",)
    """The networks that may reach the public endpoint."""

    secrets_key: Annotated[
        str,
        At(
            config=".EncryptionConfig[0].Provider.KeyArn",
            describe=".encryptionConfig[0].provider.keyArn",
            terraform="encryption_config[0].provider[0].key_arn",
            cloudformation="EncryptionConfig[0].Provider.KeyArn",
        ),
    ] = ""
    """The account's own KMS key for the secrets of Kubernetes; empty where there is none."""

    logs: Annotated[
        tuple[str, ...],
        At(
            config=".Logging.ClusterLogging.EnabledTypes[].Type",
            describe=".logging.clusterLogging[enabled=true][].types[]",
            terraform="enabled_cluster_log_types",
            cloudformation="Logging.ClusterLogging.EnabledTypes[].Type",
        ),
    ] = ()
    """The logs of the control plane that are kept."""

    authentication: Annotated[
        str,
        At(
            describe=".accessConfig.authenticationMode",
            terraform="access_config[0].authentication_mode",
            cloudformation="AccessConfig.AuthenticationMode",
        ),
    ] = "CONFIG_MAP"
    """Where it is written who may enter: `API`, `CONFIG_MAP` or `API_AND_CONFIG_MAP`."""

    deletion_protection: Annotated[
        Toggle,
        At(
            describe=".deletionProtection",
            terraform="deletion_protection",
            cloudformation="DeletionProtection",
        ),
    ] = False
    """Whether it cannot be deleted."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def is_open_to_all(self) -> bool:
        """Whether the whole internet reaches the API of Kubernetes."""
        return self.endpoint_public and bool(ANYWHERE & set(self.public_sources))

    @property
    def days_without_support(self) -> int | None:
        """Days since standard support of its version ended; negative before, None if not known."""
        return versions.days_without_support(self, self.version)

    @property
    def is_outdated(self) -> bool:
        """Whether its version has no standard support any more; one that is newer than ours has."""
        return versions.is_outdated(self, self.version)

    @property
    def missing_logs(self) -> tuple[str, ...]:
        """The logs of the control plane that are not kept."""
        return tuple(each for each in LOG_TYPES if each not in self.logs)
