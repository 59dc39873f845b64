"""Controls of Elastic Load Balancing."""
