"""Controls of Amazon CloudWatch."""
