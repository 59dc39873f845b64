"""Resource types of the account itself."""
