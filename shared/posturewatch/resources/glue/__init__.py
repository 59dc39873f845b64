"""Resource types of AWS Glue."""
