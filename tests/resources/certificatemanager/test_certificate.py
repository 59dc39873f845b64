"""A certificate of ACM as live calls, Config items, plans and templates tell of it."""

from datetime import UTC, datetime

from moto import mock_aws

from posturewatch.resources.certificatemanager.certificate import Certificate
from tests.support.aws import ACCOUNT, REGION, Audited, found, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

ARN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
NAMES = ["www.example.com", "*.example.com"]
MADE, OVER = datetime(2026, 1, 2, tzinfo=UTC), datetime(2027, 2, 2, tzinfo=UTC)
TAGS = [{"Key": "team", "Value": "web"}]
CERTIFICATE = {
    "CertificateArn": ARN,
    "DomainName": NAMES[0],
    "SubjectAlternativeNames": NAMES,
    "DomainValidationOptions": [{"DomainName": x, "ValidationMethod": "DNS"} for x in NAMES],
    "CreatedAt": MADE,
    "NotAfter": OVER,
    "Status": "ISSUED",
    "KeyAlgorithm": "EC_prime256v1",
    "SignatureAlgorithm": "SHA256WITHRSA",
    "Type": "AMAZON_ISSUED",
    "Options": {"CertificateTransparencyLoggingPreference": "DISABLED"},
}
PLANNED = {
    "domain_name": NAMES[0],
    "subject_alternative_names": NAMES,
    "validation_method": "DNS",
    "key_algorithm": "EC_prime256v1",
    "options": [{"certificate_transparency_logging_preference": "DISABLED"}],
    "tags": {"team": "web"},
}
PROPERTIES = {
    "DomainName": NAMES[0],
    "SubjectAlternativeNames": NAMES,
    "ValidationMethod": "DNS",
    "KeyAlgorithm": "EC_prime256v1",
    "CertificateTransparencyLoggingPreference": "DISABLED",
    "Tags": TAGS,
}


def answering(**more: object) -> Audited:
    aws = Audited()
    aws.answer("DescribeCertificate", {"Certificate": {**CERTIFICATE, **more}})
    aws.answer("ListCertificates", {"CertificateSummaryList": [{"CertificateArn": ARN}]})
    aws.answer("ListTagsForCertificate", {"Tags": TAGS})
    return aws


def of_template(**properties: object) -> Certificate:
    kind = "AWS::CertificateManager::Certificate"
    (certificate,) = declared(template({"C": (kind, properties)}), Certificate)
    return certificate


def of_plan(**values: object) -> Certificate:
    (certificate,) = planned(plan({"aws_acm_certificate.c": values}), Certificate)
    return certificate


def test_all_sources_see_the_same_certificate():
    aws = answering()
    live = aws.read(Certificate, ARN)
    assert unknowns(live) == []
    assert (live.arn, live.created_at, live.expires_at) == (ARN, MADE, OVER)
    assert live.wildcards == ("*.example.com",)
    assert live.is_public
    (listed,) = aws.listed(Certificate)
    assert found(aws.source.read(Certificate, listed.key, listed=listed)) == live
    # Only an issued certificate has a date and a signature.
    assert differences(live, of_plan(**PLANNED)) == ["expires_at", "signature_algorithm"]
    assert differences(live, of_template(**PROPERTIES)) == ["expires_at", "signature_algorithm"]
    config = from_config(
        Certificate,
        item(
            Certificate,
            {
                "certificateArn": ARN,
                "domainName": NAMES[0],
                "subjectAlternativeNames": NAMES,
                "domainValidationOptions": [{"validationMethod": "DNS"}] * 2,
                "createdAt": "2026-01-02T00:00:00.000Z",
                "notAfter": "2027-02-02T00:00:00.000Z",
                "keyAlgorithm": "EC_prime256v1",
                "signatureAlgorithm": "SHA256WITHRSA",
                "options": {"certificateTransparencyLoggingPreference": "DISABLED"},
            },
            resourceId=ARN,
            arn=ARN,
            tags={"team": "web"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == []


def test_every_kind_of_key_is_listed():
    aws = answering()
    aws.listed(Certificate)
    ((_, _, sent),) = aws.requests
    kinds = aws.client("acm").meta.service_model.shape_for("KeyAlgorithm").enum
    assert set(sent["Includes"]["keyTypes"]) == set(kinds)


def test_an_imported_certificate():
    aws = answering(CreatedAt=None, ImportedAt=MADE, Type="IMPORTED", KeyAlgorithm="RSA_1024")
    live = aws.read(Certificate, ARN)
    assert (live.created_at, live.imported, live.has_weak_key) == (MADE, True, True)
    assert not live.is_public
    of_body = of_plan(certificate_body="-----BEGIN CERTIFICATE-----")
    assert of_body.imported
    assert {"key_algorithm", "signature_algorithm"} <= set(of_body.unknown)


def test_what_is_not_set():
    bare = of_template(DomainName="a.example")
    assert (bare.key_algorithm, bare.transparency_logged) == ("RSA_2048", True)
    assert (bare.validation, bare.domains) == (("EMAIL",), ("a.example",))
    assert of_plan(domain_name="a.example").validation == ("EMAIL",)
    private = of_template(DomainName="a.example", CertificateAuthorityArn="arn:aws:acm-pca:x")
    assert not private.is_public


def test_reads_that_fail():
    aws = answering(KeyAlgorithm=None)
    aws.fail("ListTagsForCertificate")
    assert set(aws.read(Certificate, ARN).unknown) == {"key_algorithm", "tags"}
    aws.fail("DescribeCertificate", "ResourceNotFoundException")
    assert aws.is_gone(Certificate, ARN)


def test_recorded_item(reference_data):
    told = recorded(reference_data, "items/rdk__AWS_ACM_Certificate.json")
    # The times of this recording are of the tool that wrote it down.
    told = {**told, "configurationItemCaptureTime": "2020-04-22T13:13:17.718Z"}
    told["configuration"] = {**told["configuration"], "createdAt": "2020-04-22T13:13:17.718Z"}
    certificate = from_config(Certificate, told)
    assert certificate.key.id == told["resourceId"]
    assert certificate.key_algorithm == "RSA-2048"
    assert not certificate.has_weak_key
    assert certificate.transparency_logged
    assert (certificate.expires_at, certificate.validation) == (None, ("DNS",))


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        acm = aws.client("acm")
        arn = acm.request_certificate(
            DomainName="www.example.com", ValidationMethod="DNS", Tags=TAGS
        )["CertificateArn"]
        live = aws.read(Certificate, arn)
        assert unknowns(live) == []
        assert (live.owner, live.domains) == ("web", ("www.example.com",))
        assert not live.has_weak_key
        acm.delete_certificate(CertificateArn=arn)
        assert aws.is_gone(Certificate, arn)
