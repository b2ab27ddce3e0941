"""Where deliveries were seen to stand, for a messenger whose platform tells of its own messages too."""

from __future__ import annotations

from typing import Protocol

from bot.ids import DeliveryId
from bot.outbox import Delivery


class DeliveryEchoes(Protocol):
    """Each call is a transaction of its own and blocks."""

    def note(self, delivery: DeliveryId, receipt: str) -> bool:
        """The delivery stands there. Whether that was news: its sending had given no such receipt."""

    def of(self, delivery: DeliveryId) -> tuple[str, ...]:
        """Receipts that its sending did not give."""

    def twins(self, delivery: Delivery) -> tuple[str, ...]:
        """The same of every earlier delivery of its card."""
