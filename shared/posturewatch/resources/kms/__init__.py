"""Resource types of AWS KMS."""
