"""Controls of Amazon Kinesis Data Streams."""
