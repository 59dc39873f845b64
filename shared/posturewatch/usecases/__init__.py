"""The verbs of the house, and the ports that they need."""
