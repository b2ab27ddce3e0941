"""The kit that Slack and Teams share."""
