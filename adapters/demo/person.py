"""All that makes one sample person act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from adapters.demo.client import SimulatedClient
from adapters.demo.diary import Diary
from adapters.demo.temperaments import Temperament
from bot.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPerson:
    name: str
    temperament: Temperament
    phone: SimulatedClient
    diary: Diary
    luck: Random
    clock: Clock

    @property
    def now(self) -> datetime:
        return self.clock.now()
