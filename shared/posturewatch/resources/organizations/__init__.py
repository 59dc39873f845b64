"""Resource types of AWS Organizations."""
