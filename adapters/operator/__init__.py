"""Tools for operators: doctor, readiness and metrics."""
