"""`make demo`: simulates a sample programme on a simulated clock, with people drawn from a seed."""

from adapters.demo.command import run

__all__ = ["run"]
