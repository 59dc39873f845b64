"""Types of Amazon FSx."""
