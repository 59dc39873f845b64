"""Controls of Amazon Bedrock."""
