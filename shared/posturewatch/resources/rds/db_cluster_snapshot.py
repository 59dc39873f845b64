"""AWS::RDS::DBClusterSnapshot."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Texts, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.rds.db_snapshot import EVERYBODY, UNSHARED_KINDS


class DBClusterSnapshot(
    Resource,
    of="AWS::RDS::DBClusterSnapshot",
    arn="arn:{partition}:rds:{region}:{account}:cluster-snapshot:{id}",
    calls=Calls(
        service="rds",
        identity="DescribeDBClusterSnapshots.DBClusterSnapshots[0]",
        gone=("DBClusterSnapshotNotFoundFault",),
        bind={"DBClusterSnapshotIdentifier": "id"},
        listed="DescribeDBClusterSnapshots.DBClusterSnapshots[]",
        list_id="DBClusterSnapshotIdentifier",
        carries=True,
        # Only copies of these can be shared, and there are many of them.
        skip_if={"DescribeDBClusterSnapshotAttributes": {".SnapshotType": UNSHARED_KINDS}},
    ),
    planned=Planned(terraform=("aws_db_cluster_snapshot",), cloudformation=()),
):
    """A snapshot of a cluster, of Neptune and DocumentDB too: all of its data in one piece."""

    tags: Annotated[
        Pairs, At(config="tags", describe=".TagList", terraform=("tags_all", "tags"))
    ] = MappingProxyType({})
    """The snapshot's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".snapshotCreateTime", "resourceCreationTime"), describe=".SnapshotCreateTime"),
    ] = None
    """When the snapshot was taken; nothing while it is still being taken."""

    kind: Annotated[
        str,
        At(
            config=".snapshotType",
            describe=".SnapshotType",
            terraform=UNSET,
            always=True,
            new="manual",
        ),
    ] = ""
    """`manual`, `automated` or `awsbackup`."""

    cluster: Annotated[
        str,
        At(
            config=".dbclusterIdentifier",
            describe=".DBClusterIdentifier",
            terraform="db_cluster_identifier",
        ),
    ] = ""
    """The cluster that it was taken of, which may no longer exist."""

    engine: Annotated[str, At(config=".engine", describe=".Engine")] = ""
    """The database engine."""

    encrypted: Annotated[Toggle, At(config=".storageEncrypted", describe=".StorageEncrypted")] = (
        False
    )
    """Whether the snapshot is encrypted at rest."""

    kms_key: Annotated[str, At(config=".kmsKeyId", describe=".KmsKeyId")] = ""
    """The KMS key; empty when it is not encrypted."""

    restorable_by: Annotated[
        Texts,
        At(
            config="supplementaryConfiguration.DBClusterSnapshotAttributes[attributeName=restore][0].attributeValues",
            describe="DescribeDBClusterSnapshotAttributes.DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes[AttributeName=restore][0].AttributeValues",
            terraform="shared_accounts",
        ),
    ] = ()
    """The accounts that may copy or restore it; `all` is everybody."""

    @property
    def public(self) -> bool:
        """Whether every AWS account may restore it."""
        return EVERYBODY in self.shared_with

    @property
    def shared_with(self) -> tuple[str, ...]:
        """The other accounts, or `all`, that may copy or restore it."""
        if self.kind in UNSHARED_KINDS:
            return ()
        return tuple(account for account in self.restorable_by if account != self.key.account)
