"""Resource types of AWS IAM."""
