"""Controls of Amazon Cognito."""
