"""Everything that one sample person acts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from adapters.demo.client import SimulatedClient
from adapters.demo.schedule import Schedule
from adapters.demo.temperaments import Temperament
from bot.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    name: str
    temperament: Temperament
    client: SimulatedClient
    schedule: Schedule
    rng: Random
    clock: Clock

    @property
    def now(self) -> datetime:
        return self.clock.now()
