"""Resource types of Amazon MSK."""
