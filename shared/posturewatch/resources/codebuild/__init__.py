"""Resource types of AWS CodeBuild."""
