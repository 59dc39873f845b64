"""Resource types of Amazon EC2 and VPC."""
