"""Controls of Amazon EFS."""
