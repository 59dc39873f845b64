"""Resource types of Amazon CloudWatch Logs."""
