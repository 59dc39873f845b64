"""Resource types of Amazon Macie."""
