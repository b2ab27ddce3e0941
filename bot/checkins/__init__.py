"""Check-ins: the five questions, when they are asked, and what becomes of the answers."""
