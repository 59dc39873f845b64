"""Resource types of Amazon Inspector."""
