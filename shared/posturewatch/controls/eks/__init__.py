"""Controls of Amazon EKS."""
