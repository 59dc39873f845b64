"""Controls of Amazon OpenSearch Service."""
