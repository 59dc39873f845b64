"""Resource types of Amazon Athena."""
