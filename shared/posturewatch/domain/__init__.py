"""The nouns of the house: no I/O, no boto3, no clock."""
