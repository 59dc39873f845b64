"""Controls of AWS Lambda."""
