"""Controls of Amazon MSK."""
