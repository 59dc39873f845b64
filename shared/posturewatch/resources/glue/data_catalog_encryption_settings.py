"""AWS::Glue::DataCatalogEncryptionSettings."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Policy, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource


class DataCatalogEncryptionSettings(
    Resource,
    of="AWS::Glue::DataCatalogEncryptionSettings",
    arn="arn:{partition}:glue:{region}:{account}:catalog",
    calls=Calls(
        service="glue",
        identity="GetDataCatalogEncryptionSettings.DataCatalogEncryptionSettings",
        bind={"CatalogId": "id"},
        absent={"GetResourcePolicy": ("EntityNotFoundException",)},
        # Without the ARN of a resource it answers for the catalog.
        unbound=("GetResourcePolicy",),
    ),
    planned=Planned(
        terraform=("aws_glue_data_catalog_encryption_settings",),
        terraform_name=("catalog_id", "id"),
        owners={"aws_glue_resource_policy": ACCOUNT_WIDE},
    ),
):
    """How the Data Catalog of one region is encrypted, and whom its policy lets in.

    Every account has one catalog in each region, whose id is the account's.
    """

    tags: Annotated[
        Pairs, At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
    ] = MappingProxyType({})
    """None: AWS gives it no tags."""

    mode: Annotated[
        str,
        At(
            describe=".EncryptionAtRest.CatalogEncryptionMode",
            terraform="data_catalog_encryption_settings[0].encryption_at_rest[0]"
            ".catalog_encryption_mode",
            cloudformation="DataCatalogEncryptionSettings.EncryptionAtRest.CatalogEncryptionMode",
        ),
    ] = "DISABLED"
    """How what it says of tables is encrypted: `SSE-KMS`, `SSE-KMS-WITH-SERVICE-ROLE` or
    `DISABLED`."""

    passwords_encrypted: Annotated[
        Toggle,
        At(
            describe=".ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted",
            terraform="data_catalog_encryption_settings[0].connection_password_encryption[0]"
            ".return_connection_password_encrypted",
            cloudformation="DataCatalogEncryptionSettings.ConnectionPasswordEncryption"
            ".ReturnConnectionPasswordEncrypted",
        ),
    ] = False
    """Whether the passwords of connections are answered encrypted."""

    policy: Annotated[
        Policy,
        At(
            describe="GetResourcePolicy.PolicyInJson",
            terraform="aws_glue_resource_policy[0].policy",
        ),
    ] = None
    """Who else may use the catalog; without one, the owner's account alone."""

    @property
    def name(self) -> str:
        """What people call it."""
        return "data catalog"
