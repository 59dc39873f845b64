"""Any document → a resource snapshot: a Config item, or live AWS calls."""
