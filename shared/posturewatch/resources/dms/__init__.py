"""Resource types of AWS Database Migration Service."""
