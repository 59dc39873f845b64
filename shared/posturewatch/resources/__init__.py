"""Resource types, one module each: `AWS::EC2::SecurityGroup` is in `ec2/security_group.py`."""
