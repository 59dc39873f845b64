"""Controls of the account itself."""
