"""What asks the same elsewhere: one file for each service, control → ids of peers."""
