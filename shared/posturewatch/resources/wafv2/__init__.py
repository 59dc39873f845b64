"""Resource types of AWS WAF."""
