"""Slack, from payload to Block Kit, and against a local Slack."""
