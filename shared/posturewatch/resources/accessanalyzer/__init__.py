"""Resource types of IAM Access Analyzer."""
