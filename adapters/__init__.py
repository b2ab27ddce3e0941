"""What the core meets the world through: messengers, a database, pages, a command line."""
