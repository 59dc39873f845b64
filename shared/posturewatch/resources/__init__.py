"""Resource types, one module each, found by address (`AWS::EC2::SecurityGroup` → `ec2/security_group.py`)."""
