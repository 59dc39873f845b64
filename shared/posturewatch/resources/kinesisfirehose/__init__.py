"""Resource types of Amazon Data Firehose."""
