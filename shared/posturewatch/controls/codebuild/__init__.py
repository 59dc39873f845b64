"""Controls of AWS CodeBuild."""
