"""Amazon S3: buckets, access points, and the account's Block Public Access.

CloudTrail records the operations of both APIs, S3 and S3 Control, under `s3.amazonaws.com`, some of
them under names of its own.
Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import ACCESS_POINT, ACCOUNT, BUCKET

# A record of a call on a bucket names it in the request; a truncated one still lists its ARN.
_NAME = ("requestParameters.bucketName", "resources.ARN")
_POINT = ("requestParameters.name", "resources.ARN")

_LOCATION = "requestParameters.CreateBucketConfiguration.LocationConstraint"

TRIGGERS = (
    Trigger("CreateBucket", BUCKET, _NAME, region_at=_LOCATION),
    Trigger("DeleteBucket", BUCKET, _NAME),
    # Who may read and write.
    Trigger("DeleteBucketOwnershipControls", BUCKET, _NAME),
    Trigger("DeleteBucketPolicy", BUCKET, _NAME),
    Trigger("DeleteBucketPublicAccessBlock", BUCKET, _NAME),
    Trigger("PutBucketAbac", BUCKET, _NAME),
    Trigger("PutBucketAcl", BUCKET, _NAME),
    Trigger("PutBucketOwnershipControls", BUCKET, _NAME),
    Trigger("PutBucketPolicy", BUCKET, _NAME),
    Trigger("PutBucketPublicAccessBlock", BUCKET, _NAME),
    # How objects are kept.
    Trigger("DeleteBucketEncryption", BUCKET, _NAME),
    Trigger("DeleteBucketIntelligentTieringConfiguration", BUCKET, _NAME),
    Trigger("DeleteBucketLifecycle", BUCKET, _NAME),
    Trigger("DeleteBucketReplication", BUCKET, _NAME),
    Trigger("PutBucketEncryption", BUCKET, _NAME),
    Trigger("PutBucketIntelligentTieringConfiguration", BUCKET, _NAME),
    Trigger("PutBucketLifecycle", BUCKET, _NAME),
    Trigger("PutBucketLifecycleConfiguration", BUCKET, _NAME),
    Trigger("PutBucketObjectLockConfiguration", BUCKET, _NAME),
    Trigger("PutBucketReplication", BUCKET, _NAME),
    Trigger("PutBucketVersioning", BUCKET, _NAME),
    Trigger("PutObjectLockConfiguration", BUCKET, _NAME),
    # Everything else that is set on a bucket.
    Trigger("DeleteBucketAnalyticsConfiguration", BUCKET, _NAME),
    Trigger("DeleteBucketCors", BUCKET, _NAME),
    Trigger("DeleteBucketInventoryConfiguration", BUCKET, _NAME),
    Trigger("DeleteBucketMetricsConfiguration", BUCKET, _NAME),
    Trigger("DeleteBucketTagging", BUCKET, _NAME),
    Trigger("DeleteBucketWebsite", BUCKET, _NAME),
    Trigger("PutAccelerateConfiguration", BUCKET, _NAME),
    Trigger("PutBucketAccelerateConfiguration", BUCKET, _NAME),
    Trigger("PutBucketAnalyticsConfiguration", BUCKET, _NAME),
    Trigger("PutBucketCors", BUCKET, _NAME),
    Trigger("PutBucketInventoryConfiguration", BUCKET, _NAME),
    Trigger("PutBucketLogging", BUCKET, _NAME),
    Trigger("PutBucketMetricsConfiguration", BUCKET, _NAME),
    Trigger("PutBucketNotification", BUCKET, _NAME),
    Trigger("PutBucketNotificationConfiguration", BUCKET, _NAME),
    Trigger("PutBucketRequestPayment", BUCKET, _NAME),
    Trigger("PutBucketTagging", BUCKET, _NAME),
    Trigger("PutBucketWebsite", BUCKET, _NAME),
    # Access points.
    Trigger("CreateAccessPoint", ACCESS_POINT, _POINT),
    Trigger("DeleteAccessPoint", ACCESS_POINT, _POINT),
    Trigger("DeleteAccessPointPolicy", ACCESS_POINT, _POINT),
    Trigger("PutAccessPointPolicy", ACCESS_POINT, _POINT),
    # S3 Control tags buckets, access points and Storage Lens groups by ARN.
    Trigger("TagResource", BUCKET, "requestParameters.resourceArn", mixed=True),
    Trigger("UntagResource", BUCKET, "requestParameters.resourceArn", mixed=True),
    Trigger("TagResource", ACCESS_POINT, "requestParameters.resourceArn", mixed=True),
    Trigger("UntagResource", ACCESS_POINT, "requestParameters.resourceArn", mixed=True),
    # The account's Block Public Access is part of what the snapshots of all these say.
    Trigger("DeleteAccountPublicAccessBlock", ACCOUNT),
    Trigger("DeleteAccountPublicAccessBlock", BUCKET, EVERY),
    Trigger("DeleteAccountPublicAccessBlock", ACCESS_POINT, EVERY),
    Trigger("PutAccountPublicAccessBlock", ACCOUNT),
    Trigger("PutAccountPublicAccessBlock", BUCKET, EVERY),
    Trigger("PutAccountPublicAccessBlock", ACCESS_POINT, EVERY),
)

IRRELEVANT = {
    "writes or deletes objects, not settings of their bucket": """
        AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject
        DeleteObjectAnnotation DeleteObjects DeleteObjectTagging PostObject PutObject PutObjectAcl
        PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging RenameObject
        RestoreObject UpdateObjectEncryption UploadPart UploadPartCopy WriteGetObjectResponse
    """,
    "opens a session for a directory bucket's objects": "CreateSession",
    "keeps tables of a bucket's metadata, which is not judged": """
        CreateBucketMetadataConfiguration CreateBucketMetadataTableConfiguration
        DeleteBucketMetadataConfiguration DeleteBucketMetadataTableConfiguration
        UpdateBucketMetadataAnnotationTableConfiguration
        UpdateBucketMetadataInventoryTableConfiguration
        UpdateBucketMetadataJournalTableConfiguration
    """,
    "changes an access point of several regions or of functions, which are not judged yet": """
        CreateAccessPointForObjectLambda CreateMultiRegionAccessPoint
        DeleteAccessPointForObjectLambda DeleteAccessPointPolicyForObjectLambda
        DeleteMultiRegionAccessPoint PutAccessPointConfigurationForObjectLambda
        PutAccessPointPolicyForObjectLambda PutMultiRegionAccessPointPolicy
        SubmitMultiRegionAccessPointRoutes
    """,
    "changes an access point of a directory bucket, which is not judged yet": """
        DeleteAccessPointScope PutAccessPointScope
    """,
    "changes access grants, which are not judged yet": """
        AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance
        CreateAccessGrantsLocation DeleteAccessGrant DeleteAccessGrantsInstance
        DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation
        DissociateAccessGrantsIdentityCenter PutAccessGrantsInstanceResourcePolicy
        UpdateAccessGrantsLocation
    """,
    "runs or changes a batch job": """
        CreateJob DeleteJobTagging JobCreated JobStatusChanged PutJobTagging UpdateJobPriority
        UpdateJobStatus
    """,
    "changes a Storage Lens dashboard or group": """
        CreateStorageLensGroup DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging
        DeleteStorageLensGroup PutStorageLensConfiguration PutStorageLensConfigurationTagging
        UpdateStorageLensGroup
    """,
}

SERVICE = service_calls(
    "s3.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    models="s3 s3control",
    reads="SelectObjectContent",
    events="JobCreated JobStatusChanged PostObject",
    renamed="bucketName CreateBucketConfiguration",
    spelt={
        "s3:DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
        "s3:PutBucketAccelerateConfiguration": "PutBucketAccelerateConfiguration "
        "PutAccelerateConfiguration",
        "s3:PutBucketLifecycleConfiguration": "PutBucketLifecycle PutBucketLifecycleConfiguration",
        "s3:PutBucketNotificationConfiguration": "PutBucketNotification "
        "PutBucketNotificationConfiguration",
        "s3:PutObjectLockConfiguration": "PutObjectLockConfiguration "
        "PutBucketObjectLockConfiguration",
        "s3:PutPublicAccessBlock": "PutBucketPublicAccessBlock",
        "s3control:DeleteBucketLifecycleConfiguration": "DeleteBucketLifecycle",
        "s3control:DeletePublicAccessBlock": "DeleteAccountPublicAccessBlock",
        "s3control:PutPublicAccessBlock": "PutAccountPublicAccessBlock",
    },
)
