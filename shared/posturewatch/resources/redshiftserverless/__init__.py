"""Resource types of Amazon Redshift Serverless."""
