"""Resource types of AWS AppSync."""
