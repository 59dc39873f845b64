"""Resource types of Amazon Kendra."""
