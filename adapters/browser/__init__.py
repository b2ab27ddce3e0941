"""The chat page: a chat client in the browser for the demo and for local runs."""
