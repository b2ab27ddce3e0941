"""`make demo`: a sample programme, played on a simulated clock by people drawn from a seed."""

from adapters.demo.command import run

__all__ = ["run"]
