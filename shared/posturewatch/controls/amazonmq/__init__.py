"""Controls of Amazon MQ."""
