"""Resource types of Amazon S3."""
