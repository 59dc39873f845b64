"""Controls of Amazon Redshift Serverless."""
