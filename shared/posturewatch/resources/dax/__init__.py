"""Resource types of DynamoDB Accelerator."""
