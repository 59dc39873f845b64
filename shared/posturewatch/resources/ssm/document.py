"""AWS::SSM::Document."""

import json
import re
from types import MappingProxyType
from typing import Annotated, Any, Final

from posturewatch.domain.fields import Moment, Pairs, TextField, TextsField, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.domain.secrets import has_secret

EVERYBODY: Final = "all"


class SharedField:
    """With which accounts a document is shared; Terraform joins them by commas."""

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return the accounts; `all` for everybody."""
        texts = TextsField().convert(raw)
        return tuple(x.strip().lower() for text in texts for x in text.split(",") if x.strip())


class SecretField:
    """Whether a document holds a secret in plain text. The text itself is never kept."""

    def convert(self, raw: Any) -> bool:
        """Return whether there is a secret in it."""
        text = TextField().convert(raw) if isinstance(raw, str) else json.dumps(raw, indent=1)
        # What is put in when the document runs is not in it.
        return has_secret(re.sub(r"\{\{[^{}]*\}\}", "<parameter>", text))


class Document(
    Resource,
    of="AWS::SSM::Document",
    arn="arn:{partition}:ssm:{region}:{account}:document/{id}",
    config_id=(".Name", "resourceId"),
    calls=Calls(
        service="ssm",
        identity="DescribeDocument.Document",
        gone=("InvalidDocument",),
        gone_if={".Status": ("Deleting",)},
        bind={"Name": "id"},
        constants={
            "DescribeDocumentPermission": {"PermissionType": "Share"},
            "GetDocument": {"DocumentFormat": "JSON"},
            "GetServiceSetting": {"SettingId": "/ssm/documents/console/public-sharing-permission"},
            "list:ListDocuments": {"Filters": [{"Key": "Owner", "Values": ["Self"]}]},
        },
        # Calendars are text, which has no other form.
        skip_if={"GetDocument": {".DocumentFormat": ("TEXT",)}},
        listed="ListDocuments.DocumentIdentifiers[]",
        list_id="Name",
    ),
    planned=Planned(terraform=("aws_ssm_document",)),
):
    """A document of the account: commands, runbooks, the preferences of sessions."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The document's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreatedDate")] = None
    """When it was made."""

    created_by: Annotated[str, At(describe=".Author")] = ""
    """Who made it, where AWS tells."""

    kind: Annotated[
        str,
        At(
            config=".DocumentType",
            describe=".DocumentType",
            terraform="document_type",
            cloudformation="DocumentType",
        ),
    ] = "Command"
    """Its type, such as `Command`, `Automation` or `Session`."""

    shared_with: Annotated[
        tuple[str, ...],
        SharedField(),
        At(
            describe="DescribeDocumentPermission.AccountIds",
            terraform="permissions.account_ids",
            cloudformation=UNSET,
        ),
    ] = ()
    """The accounts that may use it; `all` for everybody."""

    public_sharing: Annotated[
        Toggle,
        At(describe="GetServiceSetting.ServiceSetting.SettingValue", always=True),
    ] = True
    """Whether the account lets documents be shared with everybody, in this region."""

    has_secret: Annotated[
        bool,
        SecretField(),
        At(describe="GetDocument.Content", terraform="content", cloudformation="Content"),
    ] = False
    """Whether a secret stands in it in plain text."""

    session_log_group: Annotated[
        str,
        At(
            describe="GetDocument.Content.inputs.cloudWatchLogGroupName",
            terraform="content.inputs.cloudWatchLogGroupName",
            cloudformation="Content.inputs.cloudWatchLogGroupName",
        ),
    ] = ""
    """The log group that gets the output of sessions; empty for none, and for other types."""

    session_bucket: Annotated[
        str,
        At(
            describe="GetDocument.Content.inputs.s3BucketName",
            terraform="content.inputs.s3BucketName",
            cloudformation="Content.inputs.s3BucketName",
        ),
    ] = ""
    """The bucket that gets the output of sessions; empty for none, and for other types."""

    session_key: Annotated[
        str,
        At(
            describe="GetDocument.Content.inputs.kmsKeyId",
            terraform="content.inputs.kmsKeyId",
            cloudformation="Content.inputs.kmsKeyId",
        ),
    ] = ""
    """The KMS key that encrypts sessions beyond TLS; empty for none, and for other types."""

    @property
    def is_public(self) -> bool:
        """Whether everybody may read and run it."""
        return EVERYBODY in self.shared_with
