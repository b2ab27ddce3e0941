"""Receipts learned from a platform's echo of our own messages, not from the answer to the send."""

from __future__ import annotations

from typing import Protocol

from bot.ids import DeliveryId
from bot.outbox import Delivery


class DeliveryEchoes(Protocol):
    """Each call is a transaction of its own and blocks."""

    def record(self, delivery: DeliveryId, receipt: str) -> bool:
        """Keeps the receipt. True if it is new: the answer to the send gave none, or another."""

    def receipts_of(self, delivery: DeliveryId) -> tuple[str, ...]:
        """The delivery's receipts that the answer to its send did not give."""

    def duplicates(self, delivery: Delivery) -> tuple[str, ...]:
        """Such receipts of all earlier deliveries of its card."""
