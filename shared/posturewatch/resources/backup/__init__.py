"""Resource types of AWS Backup."""
