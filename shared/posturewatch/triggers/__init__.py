"""Which API call changes which resources: one module for each CloudTrail event source."""
