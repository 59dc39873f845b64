"""Resource types of Amazon EMR."""
