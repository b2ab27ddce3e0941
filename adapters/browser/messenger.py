"""Sends deliveries to the chat page's history."""

from __future__ import annotations

import sqlite3

from adapters.browser.history import History
from bot.outbox import Delivered, Delivery, Outcome, Retry
from bot.ports import Clock


class BrowserMessenger:
    """A `Messenger`. A delivery sent twice appears once; a redraw replaces its card."""

    def __init__(self, history: History, clock: Clock) -> None:
        self._history = history
        self._clock = clock

    async def send(self, delivery: Delivery) -> Outcome:
        try:
            return Delivered(str(self._keep(delivery)))
        except sqlite3.Error as error:
            return Retry(f"The chat page's history could not be written: {error}")

    def _keep(self, delivery: Delivery) -> int:
        keep = self._history.redraw if delivery.redraws else self._history.receive
        return keep(
            str(delivery.to), delivery.message, at=self._clock.now(), delivery=delivery.id, card=delivery.card
        )
