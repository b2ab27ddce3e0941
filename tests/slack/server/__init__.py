"""A Slack on this machine: it keeps what it is told, refuses what Slack would refuse, and misbehaves when asked."""
