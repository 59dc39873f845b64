"""Controls of Amazon EventBridge."""
