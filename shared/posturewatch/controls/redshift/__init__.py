"""Controls of Amazon Redshift."""
