"""Resource types of Amazon Redshift."""
