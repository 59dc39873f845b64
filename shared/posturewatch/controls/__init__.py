"""Controls, one module for each resource type, found by the same address as the type."""
