"""Controls of Classic Load Balancing."""
