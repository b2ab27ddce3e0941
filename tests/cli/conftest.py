"""Commands use the isolated environment of `tests/edge`."""

from tests.edge.conftest import clean_environment, logging_as_it_was

__all__ = ["clean_environment", "logging_as_it_was"]
