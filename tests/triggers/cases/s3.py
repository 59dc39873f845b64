"""Records of Amazon S3's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

BUCKET = "AWS::S3::Bucket"
ALL = "AWS::::Account"
POINT = "AWS::S3::AccessPoint"

CASES: list[Case] = [
    ("CreateBucket", {"bucketName": "a"}, {}, [(BUCKET, "a")]),
    (
        "CreateBucket",
        {"bucketName": "a", "CreateBucketConfiguration": {"LocationConstraint": "EU"}},
        {"awsRegion": "us-east-1"},
        [(BUCKET, "a")],
    ),
    (
        "CreateBucket",
        {"bucketName": "a", "createBucketConfiguration": {"locationConstraint": "ap-south-1"}},
        {},
        [(BUCKET, "a", "ap-south-1")],
    ),
    (
        "PutBucketPolicy",
        None,
        {"resources": [{"type": "AWS::S3::Bucket", "ARN": "arn:aws-cn:s3:::a"}]},
        [(BUCKET, "a")],
    ),
    (
        "PutBucketPolicy",
        {"bucketName": "a"},
        {"resources": [{"ARN": "arn:aws:s3:::a", "accountId": ACCOUNT}]},
        [(BUCKET, "a")],
    ),
    # A call on another account's bucket is recorded here too; the bucket is not ours.
    (
        "PutBucketPolicy",
        {"bucketName": "a"},
        {"resources": [{"ARN": "arn:aws:s3:::a", "accountId": "210987654321"}]},
        [],
    ),
    (
        "PutAccountPublicAccessBlock",
        {},
        {},
        [(ALL, ACCOUNT), (BUCKET, None), (POINT, None)],
    ),
    ("CreateAccessPoint", {"name": "door", "bucket": "a"}, {}, [(POINT, "door")]),
    ("PutAccessPointPolicy", {"name": "door", "policy": {}}, {}, [(POINT, "door")]),
    (
        "DeleteAccessPoint",
        None,
        {"resources": [{"ARN": f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/door"}]},
        [(POINT, "door")],
    ),
    (
        "DeleteAccessPointPolicy",
        {"name": f"arn:aws:s3-outposts:{REGION}:{ACCOUNT}:outpost/op-1/accesspoint/door"},
        {},
        [(POINT, None)],
    ),
    (
        "TagResource",
        {"resourceArn": f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/door"},
        {},
        [(POINT, "door")],
    ),
    ("PutAccessPointPolicyForObjectLambda", {"name": "door"}, {}, []),
    ("TagResource", {"resourceArn": "arn:aws:s3:::a"}, {}, [(BUCKET, "a")]),
    ("TagResource", {"resourceArn": f"arn:aws:s3:{REGION}:{ACCOUNT}:storage-lens-group/x"}, {}, []),
]
