"""Resource types of Amazon CloudFront."""
