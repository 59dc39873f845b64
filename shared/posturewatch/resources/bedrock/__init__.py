"""Resource types of Amazon Bedrock."""
