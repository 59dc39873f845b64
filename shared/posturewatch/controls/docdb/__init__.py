"""Controls of Amazon DocumentDB."""
