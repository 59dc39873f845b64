"""Controls of AWS::Glue::DataCatalogEncryptionSettings."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.glue.data_catalog_encryption_settings import (
    DataCatalogEncryptionSettings,
)

_PUT = "`aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings "


@control(
    "glue-data-catalog-encryption-settings-metadata-encrypted",
    title="Data catalogs should be encrypted at rest",
    severity=Severity.MEDIUM,
    remediation="Encrypt it: " + _PUT + "EncryptionAtRest={CatalogEncryptionMode=SSE-KMS},…`.",
)
def metadata_encrypted(settings: DataCatalogEncryptionSettings) -> Verdict:
    """The catalog tells where all data lie and what their columns mean; a key decides for whom."""
    if settings.mode != "DISABLED":
        return passed("The catalog is encrypted.", mode=settings.mode)
    return failed("The catalog is not encrypted.", mode="DISABLED")


@control(
    "glue-data-catalog-encryption-settings-passwords-encrypted",
    title="Data catalogs should encrypt the passwords of connections",
    severity=Severity.MEDIUM,
    remediation="Encrypt them: " + _PUT + "ConnectionPasswordEncryption="
    "{ReturnConnectionPasswordEncrypted=true,AwsKmsKeyId=KEY},…`.",
)
def passwords_encrypted(settings: DataCatalogEncryptionSettings) -> Verdict:
    """Else whoever may read connections reads the passwords of the databases behind them."""
    if settings.passwords_encrypted:
        return passed("Passwords of connections are encrypted.", encrypted=True)
    return failed("Passwords of connections are answered in plain text.", encrypted=False)


@control(
    "glue-data-catalog-encryption-settings-not-public",
    title="Data catalogs should not be open to everybody",
    severity=Severity.HIGH,
    remediation="Name accounts, or limit it by `aws:PrincipalOrgID`: `aws glue "
    "put-resource-policy --policy-in-json …`.",
)
def not_public(settings: DataCatalogEncryptionSettings) -> Verdict:
    """Strangers could read where all data lie, and change what queries and jobs take for tables."""
    if settings.policy is None:
        return passed("Only the owner's account may use the catalog.", statements=[])
    public = settings.policy.public(settings.key.account)
    return verdict(
        ~public.answer,
        good_reason="The catalog's policy lets in nobody from outside at will.",
        bad_reason="The catalog's policy lets everybody in.",
        statements=public.sids,
    )
