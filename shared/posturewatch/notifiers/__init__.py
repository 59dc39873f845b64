"""Where news is told: SNS and Slack."""
