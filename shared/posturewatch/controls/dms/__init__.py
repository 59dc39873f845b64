"""Controls of AWS Database Migration Service."""
