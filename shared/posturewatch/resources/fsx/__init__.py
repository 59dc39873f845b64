"""Resource types of Amazon FSx."""
