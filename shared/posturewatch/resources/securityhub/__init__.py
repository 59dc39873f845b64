"""Resource types of AWS Security Hub."""
