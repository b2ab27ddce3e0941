"""Scope: what is not mentoring is flagged, what executives ask is sorted, and IT's part goes to IT and comes back."""
