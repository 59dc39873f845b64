"""Controls of Amazon ECS."""
