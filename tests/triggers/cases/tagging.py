"""Records of the Resource Groups Tagging API's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

BUCKET = "AWS::S3::Bucket"
INSTANCE = "AWS::EC2::Instance"

CASES: list[Case] = [
    (
        "TagResources",
        {
            "resourceARNList": [
                f"arn:aws:ec2:us-west-1:{ACCOUNT}:instance/i-1",
                "arn:aws:s3:::a",
                f"arn:aws:robomaker:{REGION}:{ACCOUNT}:robot/r",
                f"arn:aws:ec2:{REGION}:210987654321:volume/vol-1",
            ]
        },
        {},
        [(INSTANCE, "i-1", "us-west-1"), (BUCKET, "a")],
    ),
]
