"""Resource types of Amazon API Gateway's REST APIs."""
