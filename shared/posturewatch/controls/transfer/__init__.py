"""Controls of AWS Transfer Family."""
