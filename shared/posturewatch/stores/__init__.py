"""Where facts are kept: DynamoDB, and an in-memory store with the same contract."""
