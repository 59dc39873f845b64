"""Controls of Amazon Athena."""
