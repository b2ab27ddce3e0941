"""The shape of a platform's table of failures, and the delivery outcome of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

import structlog

from adapters.chat.http_call import CallFailed
from bot.ids import DeliveryId
from bot.outbox import Outcome, Retry, Undeliverable

REPORT_DEFECT: Final = (
    "This is a defect of Upmentor: please report it with the delivery's id, and retry after an upgrade."
)
CHECK_PERSON: Final = (
    "Check the person's user_id and tenant_id in the roster, import it again, then retry this delivery."
)


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It passes by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class TooMany:
    """The whole workspace gets fewer calls for a while: as long as the response says, or else for `pause`."""

    reason: str
    pause: timedelta


@dataclass(frozen=True, slots=True)
class NeedsRepair:
    """A person has to do something first; `repair` says what."""

    reason: str
    repair: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The card that was to be redrawn is not there any more."""


@dataclass(frozen=True, slots=True)
class OurDefect:
    """The platform refuses how we wrote the call."""


FailureMeaning: TypeAlias = TryAgain | TooMany | NeedsRepair | Gone | OurDefect


class ScreenTooLarge(ValueError):
    """A screen is larger than the platform shows. That is a defect of ours."""


def outcome_of_failure(
    platform: str, failed: CallFailed, meaning: FailureMeaning | None, named: str
) -> Outcome:
    """The delivery outcome. `meaning` is None for a failure that the table lacks: it is retried, and reported.

    `named` is the failure as an operator reads it.
    """
    log = structlog.get_logger().bind(platform=platform, failure=named)
    match meaning:
        case TooMany(reason, pause):
            return Retry(reason, failed.retry_after or pause, everywhere=True)
        case TryAgain(reason):
            return Retry(f"{reason} ({named})", failed.retry_after)
        case NeedsRepair(reason, repair):
            return Undeliverable(f"{reason} ({named})", repair)
        case OurDefect():
            log.error("message refused as malformed")
            return Undeliverable(f"{platform} refused how we wrote it ({named})", REPORT_DEFECT)
        case Gone() | None:
            log.error("unknown failure, will retry")
            return Retry(f"{platform} refused it for a reason we do not know ({named})", failed.retry_after)


def outcome_of_too_large(delivery: DeliveryId, error: ScreenTooLarge) -> Undeliverable:
    structlog.get_logger().error("message too large for the platform", delivery=delivery, why=str(error))
    return Undeliverable(str(error), REPORT_DEFECT)
