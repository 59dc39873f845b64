"""Resource types of Amazon ECR."""
