"""The home: everything of a person's on one screen."""
