"""Records of ACM's calls and what each may have changed.

Shapes are those of https://docs.aws.amazon.com/acm/latest/userguide/cloudtrail.html.
"""

from tests.triggers.records import ACCOUNT, REGION, Case

CERTIFICATE = "AWS::CertificateManager::Certificate"
ARN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
ENDPOINT = f"arn:aws:acm:{REGION}:{ACCOUNT}:acme-endpoint/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111"

CASES: list[Case] = [
    (
        "RequestCertificate",
        {"domainName": "example.com"},
        {"responseElements": {"certificateArn": ARN}},
        [(CERTIFICATE, ARN)],
    ),
    (
        "ImportCertificate",
        {"privateKey": {"hb": [], "limit": 1674}},
        {"responseElements": {"certificateArn": ARN}},
        [(CERTIFICATE, ARN)],
    ),
    ("DeleteCertificate", {"certificateArn": ARN}, {}, [(CERTIFICATE, ARN)]),
    (
        "AddTagsToCertificate",
        {"certificateArn": ARN, "tags": [{"key": "team", "value": "web"}]},
        {},
        [(CERTIFICATE, ARN)],
    ),
    ("UpdateCertificateOptions", {"certificateArn": ARN}, {}, [(CERTIFICATE, ARN)]),
    ("TagResource", {"resourceArn": ARN}, {}, [(CERTIFICATE, ARN)]),
    ("TagResource", {"resourceArn": ENDPOINT}, {}, []),
    ("ExportCertificate", {"certificateArn": ARN}, {}, []),
    ("RenewCertificate", None, {}, [(CERTIFICATE, None)]),
]
