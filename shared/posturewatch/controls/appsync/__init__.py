"""Controls of AWS AppSync."""
