"""Controls of Amazon SageMaker."""
