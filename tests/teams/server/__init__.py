"""A local Microsoft: the Bot Connector, the login service, the key service and Graph, which can misbehave."""
