"""Resource types of Classic Load Balancing."""
