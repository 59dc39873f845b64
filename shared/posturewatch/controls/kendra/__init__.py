"""Controls of Amazon Kendra."""
