"""Resource types of Amazon RDS."""
