"""Resource types of Amazon GuardDuty."""
