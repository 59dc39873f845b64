"""Controls of Amazon Inspector."""
