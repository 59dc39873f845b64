"""Controls of Amazon Neptune."""
