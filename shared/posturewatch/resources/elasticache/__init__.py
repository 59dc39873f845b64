"""Resource types of Amazon ElastiCache."""
