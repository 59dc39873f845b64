"""What each service's triggers find in its records: one table for each."""
