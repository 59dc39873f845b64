"""Resource types of Amazon EFS."""
