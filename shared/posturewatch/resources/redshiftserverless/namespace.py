"""AWS::RedshiftServerless::Namespace."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Held, Moment, Pairs, Settled
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Namespace(
    Resource,
    of="AWS::RedshiftServerless::Namespace",
    calls=Calls(
        service="redshift-serverless",
        identity="GetNamespace.namespace",
        gone=("ResourceNotFoundException",),
        bind={"namespaceName": "id", "resourceArn": ".namespaceArn"},
        listed="ListNamespaces.namespaces[]",
        list_id="namespaceName",
        carries=True,
    ),
    planned=Planned(terraform=("aws_redshiftserverless_namespace",)),
):
    """The databases and users of a serverless data warehouse."""

    arn: Annotated[str, At(describe=".namespaceArn", terraform=UNSET, cloudformation=UNSET)] = ""
    """The ARN, which holds an id instead of the name."""

    tags: Annotated[
        Pairs,
        At(
            describe="ListTagsForResource.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The namespace's tags."""

    created_at: Annotated[Moment, At(describe=".creationDate")] = None
    """When the namespace was made."""

    kms_key: Annotated[
        str, At(describe=".kmsKeyId", terraform="kms_key_id", cloudformation="KmsKeyId")
    ] = ""
    """The KMS key; empty, or `AWS_OWNED_KMS_KEY`, for one of AWS."""

    admin_user_name: Annotated[
        Settled,
        At(describe=".adminUsername", terraform="admin_username", cloudformation="AdminUsername"),
    ] = "admin"
    """The name of the user with all rights."""

    admin_password_held: Annotated[
        Held,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="admin_user_password",
            cloudformation="AdminUserPassword",
        ),
    ] = ""
    """How a plan or a template holds that user's password; AWS itself never shows it."""

    log_exports: Annotated[
        tuple[str, ...],
        At(describe=".logExports", terraform="log_exports", cloudformation="LogExports"),
    ] = ()
    """The logs that are sent to CloudWatch Logs."""

    default_role: Annotated[
        str,
        At(
            describe=".defaultIamRoleArn",
            terraform="default_iam_role_arn",
            cloudformation="DefaultIamRoleArn",
        ),
    ] = ""
    """The IAM role that COPY and UNLOAD use where they name none."""

    @property
    def has_own_key(self) -> bool:
        """Whether a KMS key of the account encrypts the data."""
        return self.kms_key not in ("", "AWS_OWNED_KMS_KEY")
