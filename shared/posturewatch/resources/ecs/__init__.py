"""Resource types of Amazon ECS."""
