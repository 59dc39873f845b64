"""Resource types of Amazon Neptune."""
