"""Controls of AWS Security Hub."""
