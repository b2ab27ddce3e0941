"""Adapters for the IT desk: one for each kind of desk, the worker that calls it, and its webhook endpoint."""
