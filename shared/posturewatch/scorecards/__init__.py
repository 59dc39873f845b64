"""Scorecards as data: areas, items, weights and the controls that answer them."""
