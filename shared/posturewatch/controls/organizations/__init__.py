"""Controls of AWS Organizations."""
