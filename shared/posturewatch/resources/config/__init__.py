"""Resource types of AWS Config."""
