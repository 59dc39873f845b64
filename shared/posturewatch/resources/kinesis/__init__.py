"""Resource types of Amazon Kinesis Data Streams."""
