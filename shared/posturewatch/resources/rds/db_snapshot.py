"""AWS::RDS::DBSnapshot."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Texts, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource

UNSHARED_KINDS = ("automated", "awsbackup")
"""Kinds of snapshots that AWS refuses to share.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
"""

EVERYBODY = "all"
"""The value of the restore attribute that makes a snapshot public."""


class DBSnapshot(
    Resource,
    of="AWS::RDS::DBSnapshot",
    arn="arn:{partition}:rds:{region}:{account}:snapshot:{id}",
    calls=Calls(
        service="rds",
        identity="DescribeDBSnapshots.DBSnapshots[0]",
        gone=("DBSnapshotNotFound",),
        bind={"DBSnapshotIdentifier": "id"},
        listed="DescribeDBSnapshots.DBSnapshots[]",
        list_id="DBSnapshotIdentifier",
        carries=True,
        # Only copies of these can be shared, and there are many of them.
        skip_if={"DescribeDBSnapshotAttributes": {".SnapshotType": UNSHARED_KINDS}},
    ),
    planned=Planned(terraform=("aws_db_snapshot",)),
):
    """A snapshot of a database instance: all of its data in one piece."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
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
            cloudformation=UNSET,
            always=True,
            new="manual",
        ),
    ] = ""
    """`manual`, `automated` or `awsbackup`."""

    instance: Annotated[
        str,
        At(
            config=(".dBInstanceIdentifier", ".dbinstanceIdentifier"),
            describe=".DBInstanceIdentifier",
            terraform="db_instance_identifier",
            cloudformation="DBInstanceIdentifier",
        ),
    ] = ""
    """The instance that it was taken of, which may no longer exist."""

    engine: Annotated[str, At(config=".engine", describe=".Engine")] = ""
    """The database engine."""

    encrypted: Annotated[Toggle, At(config=".encrypted", describe=".Encrypted")] = False
    """Whether the snapshot is encrypted at rest."""

    kms_key: Annotated[str, At(config=".kmsKeyId", describe=".KmsKeyId")] = ""
    """The KMS key; empty when it is not encrypted."""

    restorable_by: Annotated[
        Texts,
        At(
            config="supplementaryConfiguration.DBSnapshotAttributes[attributeName=restore][0]"
            ".attributeValues",
            describe="DescribeDBSnapshotAttributes.DBSnapshotAttributesResult"
            ".DBSnapshotAttributes[AttributeName=restore][0].AttributeValues",
            terraform="shared_accounts",
            cloudformation=UNSET,
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
