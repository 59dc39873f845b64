"""Records of AWS Glue's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

JOB = "AWS::Glue::Job"
CATALOG = "AWS::Glue::DataCatalogEncryptionSettings"
OURS = (CATALOG, ACCOUNT)
ARN = f"arn:aws:glue:{REGION}:{ACCOUNT}:job/nightly"

CASES: list[Case] = [
    ("CreateJob", {"name": "nightly", "command": {"name": "glueetl"}}, {}, [(JOB, "nightly")]),
    ("UpdateJob", {"jobName": "nightly", "jobUpdate": {}}, {}, [(JOB, "nightly")]),
    ("UpdateJobFromSourceControl", {"jobName": "nightly"}, {}, [(JOB, "nightly")]),
    ("CreateSecurityConfiguration", {"name": "kms"}, {}, [(JOB, None)]),
    ("DeleteSecurityConfiguration", {"name": "kms"}, {}, [(JOB, None)]),
    ("TagResource", {"resourceArn": ARN}, {}, [(JOB, "nightly")]),
    ("TagResource", {"resourceArn": ARN.replace("job", "crawler")}, {}, []),
    (
        "PutDataCatalogEncryptionSettings",
        {
            "dataCatalogEncryptionSettings": {
                "encryptionAtRest": {"catalogEncryptionMode": "DISABLED"}
            }
        },
        {},
        [OURS],
    ),
    ("PutResourcePolicy", {"policyInJson": "{}"}, {}, [OURS]),
    ("DeleteResourcePolicy", None, {}, [OURS]),
    ("StartJobRun", {"jobName": "nightly"}, {}, []),
    ("DeleteJob", None, {}, [(JOB, None)]),
]
