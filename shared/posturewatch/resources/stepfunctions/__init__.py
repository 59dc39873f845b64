"""Resource types of AWS Step Functions."""
