"""AWS::CertificateManager::Certificate."""

import re
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Moment, Pairs, Present, Texts, TextsField, Toggle
from posturewatch.domain.places import UNSET, Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource

_RSA = re.compile(r"RSA[_-](\d+)")
"""Live answers spell `RSA_2048`, Config `RSA-2048`."""

_BROKEN = ("MD2", "MD4", "MD5", "SHA1")
"""Digests for which two documents with one signature have been made."""


class WaysField:
    """The ways in which domains are validated, each once, however many domains there are."""

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return the ways, sorted."""
        return tuple(sorted(set(TextsField().convert(raw))))


class Certificate(
    Resource,
    of="AWS::CertificateManager::Certificate",
    arn="{id}",
    config_type="AWS::ACM::Certificate",
    calls=Calls(
        service="acm",
        identity="DescribeCertificate.Certificate",
        gone=("ResourceNotFoundException",),
        bind={"CertificateArn": "id"},
        constants={
            # Without them only certificates with RSA keys of 1024 and 2048 bits are listed.
            "list:ListCertificates": {
                "Includes": {
                    "keyTypes": [
                        *("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096"),
                        *("EC_prime256v1", "EC_secp384r1", "EC_secp521r1"),
                    ]
                }
            }
        },
        listed="ListCertificates.CertificateSummaryList[]",
        list_id="CertificateArn",
    ),
    planned=Planned(terraform=("aws_acm_certificate",)),
):
    """A TLS certificate that services of AWS show to clients."""

    tags: Annotated[
        Pairs,
        At(
            config=("supplementaryConfiguration.Tags", "tags"),
            describe="ListTagsForCertificate.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The certificate's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".createdAt", ".importedAt"), describe=(".CreatedAt", ".ImportedAt")),
    ] = None
    """When it was asked for, or imported."""

    domains: Annotated[
        Texts,
        At(
            config=(".subjectAlternativeNames", ".domainName"),
            describe=(".SubjectAlternativeNames", ".DomainName"),
            terraform=("subject_alternative_names", "domain_name"),
            cloudformation=("SubjectAlternativeNames", "DomainName"),
        ),
    ] = ()
    """The names that it is for."""

    domain: Annotated[
        str,
        At(
            config=".domainName",
            describe=".DomainName",
            terraform="domain_name",
            cloudformation="DomainName",
        ),
    ] = ""
    """The first of them, which plans and templates name apart."""

    expires_at: Annotated[Moment, At(config=".notAfter", describe=".NotAfter")] = None
    """Until when clients accept it; nothing before it is issued."""

    key_algorithm: Annotated[
        str,
        At(
            config=".keyAlgorithm",
            describe=".KeyAlgorithm",
            terraform=("key_algorithm", Elsewhere("certificate_body")),
            cloudformation="KeyAlgorithm",
            always=True,
            new="RSA_2048",
        ),
    ] = ""
    """The kind and the length of its key."""

    signature_algorithm: Annotated[
        str,
        At(
            config=".signatureAlgorithm",
            describe=".SignatureAlgorithm",
            terraform=Elsewhere("certificate_body"),
            cloudformation=UNSET,
        ),
    ] = ""
    """How it is signed; empty before it is issued."""

    transparency_logged: Annotated[
        Toggle,
        At(
            config=".options.certificateTransparencyLoggingPreference",
            describe=".Options.CertificateTransparencyLoggingPreference",
            terraform="options[0].certificate_transparency_logging_preference",
            cloudformation="CertificateTransparencyLoggingPreference",
        ),
    ] = True
    """Whether it stands in the public logs of certificates."""

    private: Annotated[
        Present,
        At(
            config=".certificateAuthorityArn",
            describe=".CertificateAuthorityArn",
            terraform="certificate_authority_arn",
            cloudformation="CertificateAuthorityArn",
        ),
    ] = False
    """Whether an authority of one's own issues it."""

    imported: Annotated[
        Present,
        At(
            config=".importedAt",
            describe=".ImportedAt",
            terraform="certificate_body",
            cloudformation=UNSET,
        ),
    ] = False
    """Whether it was issued elsewhere, so that AWS cannot renew it."""

    validation: Annotated[
        tuple[str, ...],
        WaysField(),
        At(
            config=".domainValidationOptions[].validationMethod",
            describe=".DomainValidationOptions[].ValidationMethod",
            terraform="validation_method",
            cloudformation="ValidationMethod",
            new=("EMAIL",),
        ),
    ] = ()
    """How AWS makes sure that the domains of a public certificate are one's own: `DNS`, `EMAIL` or
    `HTTP`."""

    @property
    def days_left(self) -> int:
        """For how many days it is still valid, the last one counted whole; 0 or less once over."""
        if self.expires_at is None:
            raise UnknownValue("expires_at", "the certificate has no date")
        return -self.age_in_days(self.expires_at)

    @property
    def is_public(self) -> bool:
        """Whether Amazon's public authority issues it."""
        return not (self.private or self.imported)

    @property
    def has_weak_key(self) -> bool:
        """Whether its key is one of RSA with fewer than 2048 bits."""
        rsa = _RSA.fullmatch(self.key_algorithm)
        return rsa is not None and int(rsa[1]) < 2048

    @property
    def has_weak_signature(self) -> bool:
        """Whether it is signed with a broken digest."""
        return self.signature_algorithm.upper().replace("-", "").startswith(_BROKEN)

    @property
    def wildcards(self) -> tuple[str, ...]:
        """Its names that stand for every name of a domain."""
        names = {self.domain, *self.domains}
        return tuple(sorted(name for name in names if name.startswith("*.")))
