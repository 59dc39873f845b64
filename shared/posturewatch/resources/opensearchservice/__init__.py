"""Resource types of Amazon OpenSearch Service."""
