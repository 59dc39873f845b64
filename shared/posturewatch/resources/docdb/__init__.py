"""Resource types of Amazon DocumentDB."""
