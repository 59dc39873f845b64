"""Controls of AWS Config."""
