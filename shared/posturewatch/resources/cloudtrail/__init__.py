"""Resource types of AWS CloudTrail."""
