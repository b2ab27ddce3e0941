"""People: who takes part, where they are, and how a roster brings them in."""
