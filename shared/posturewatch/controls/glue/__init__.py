"""Controls of AWS Glue."""
