"""Posturewatch from a terminal: the same use cases as the functions."""
