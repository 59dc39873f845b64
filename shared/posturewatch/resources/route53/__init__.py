"""Resource types of Amazon Route 53."""
