"""Stories: people and time go through the two doors on a real database, and read what comes back."""
