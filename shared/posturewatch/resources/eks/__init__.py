"""Resource types of Amazon EKS."""
