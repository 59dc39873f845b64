"""Standards as data: one file for each edition, requirement → ids of controls."""
