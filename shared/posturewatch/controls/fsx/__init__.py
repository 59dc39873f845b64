"""Controls of Amazon FSx."""
