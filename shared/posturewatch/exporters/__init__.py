"""Exporters: a report in the formats of other tools. Pure functions, one module each."""
