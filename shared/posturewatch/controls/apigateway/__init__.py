"""Controls of Amazon API Gateway's REST APIs."""
