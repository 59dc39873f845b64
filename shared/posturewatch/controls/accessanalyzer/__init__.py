"""Controls of IAM Access Analyzer."""
