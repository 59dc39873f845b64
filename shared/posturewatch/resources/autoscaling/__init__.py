"""Resource types of Amazon EC2 Auto Scaling."""
