"""Resource types of Amazon SQS."""
