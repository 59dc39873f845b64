"""Controls of AWS Backup."""
