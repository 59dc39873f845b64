"""Resource types of Amazon MQ."""
