"""Resource types of AWS Transfer Family."""
