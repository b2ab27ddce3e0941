"""The outbox on both databases: order in a conversation, cards, retries, and outcomes under a lease."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from adapters.sql.deliveries import CANNOT_OPEN, CANNOT_READ
from adapters.sql.delivery_log import DeliveryLogEntry
from adapters.sql.outbox import NO_ACCOUNT
from adapters.sql.outbox_queue import Lease, SqlOutboxQueue, Workspace
from adapters.sql.tables import delivery
from adapters.sql.unit_of_work import Transactions
from bot.ids import DeliveryId, PersonId
from bot.outbox import RETRY_DELAYS, Delivered, Delivery, DeliveryState, OutgoingMessage, Retry, Undeliverable
from bot.people.roles import Platform
from bot.privacy.seal import Purpose, Vault
from tests.sql.conftest import RING
from tests.sql.samples import COMPANY, DAY, NOW, person, promise
from tests.surface.lowered import lower_every_limit

HERE = Workspace(Platform.BROWSER, "")
SECOND = timedelta(seconds=1)
GONE = Undeliverable("the account is gone", "Ask them.")


class Post:
    """Ada, Bea and Cy, who has no account, and the queue."""

    def __init__(self, work: Transactions, box: SqlOutboxQueue) -> None:
        self.work, self.box = work, box
        work(lambda unit: unit.people.save([person("ada"), person("bea"), person("cy", account="")]))
        self.lease = self.leased()

    def leased(self, holder: str = "one", now: datetime = NOW) -> Lease:
        lease = self.box.lease(HERE, holder=holder, now=now, until=now + DAY)
        assert lease
        return lease

    def promises(self, *promises: OutgoingMessage) -> None:
        self.work(lambda unit: unit.outbox.enqueue(promises))

    def next_deliveries(self, now: datetime = NOW) -> list[Delivery]:
        return list(self.box.next_deliveries(self.lease, now=now, limit=9))

    def said(self, now: datetime = NOW) -> list[str]:
        return [one.message.notify for one in self.next_deliveries(now)]

    def arrives(self, receipt: str = "") -> None:
        """Records the only next delivery as delivered."""
        [one] = self.next_deliveries()
        assert self.box.record_outcome(self.lease, one, Delivered(receipt), now=NOW)

    def line(self) -> DeliveryLogEntry:
        [line] = self.box.deliveries()
        return line


@pytest.fixture
def post(work: Transactions, outbox_queue: SqlOutboxQueue) -> Post:
    return Post(work, outbox_queue)


def test_a_conversation_goes_out_in_the_order_promised(post: Post) -> None:
    post.promises(promise("ada", "1"), promise("bea", "2"))
    post.promises(promise("ada", "3"))
    assert post.said() == ["1", "2"]
    first, other = post.next_deliveries()
    post.box.record_outcome(post.lease, other, Delivered(), now=NOW)
    assert post.said() == ["1"]
    post.box.record_outcome(post.lease, first, Delivered(), now=NOW)
    assert post.said() == ["3"]


def test_a_head_that_waits_for_another_try_holds_back_what_came_after(post: Post) -> None:
    post.promises(promise("ada", "1"), promise("ada", "2"), promise("bea", "3"))
    first = post.next_deliveries()[0]
    assert post.box.record_outcome(post.lease, first, Retry("busy"), now=NOW)
    assert post.said() == ["3"]
    assert post.said(NOW + RETRY_DELAYS[0]) == ["1", "3"], "what was tried before comes in front"


def test_what_is_held_back_until_a_moment_holds_back_nothing_but_its_card(post: Post) -> None:
    later = NOW + DAY
    post.promises(promise("ada", "held", card="c", not_before=later), promise("ada", "1"))
    assert post.said() == ["1"]
    post.arrives()
    post.promises(promise("ada", "redrawn", card="c", redraws=True))
    assert post.said() == []
    assert post.said(later) == ["held"]


def test_a_redraw_is_of_the_card_that_arrived_last(post: Post) -> None:
    for receipt in ("first", "second"):
        post.promises(promise("ada", "card", card="c"))
        post.arrives(receipt)
    post.promises(promise("ada", "redrawn", card="c", redraws=True))
    [redraw] = post.next_deliveries()
    assert (redraw.redraws, redraw.receipt) == (True, "second")


def test_what_was_never_shown_is_not_redrawn(post: Post) -> None:
    post.promises(promise("ada", "redrawn", card="c", redraws=True), promise("ada", "2"))
    assert post.said() == ["2"]
    assert [line.state for line in post.box.deliveries()] == [DeliveryState.WAITING, DeliveryState.DELIVERED]


def test_words_are_kept_until_they_arrive(post: Post, migrated: Engine) -> None:
    def sealed() -> bytes | None:
        with migrated.begin() as connection:
            kept: bytes | None = connection.execute(select(delivery.c.sealed)).scalar_one()
        return kept

    post.promises(promise("ada", "secret words"))
    kept = sealed()
    assert kept
    assert b"secret words" not in kept
    [one] = post.next_deliveries()
    assert post.box.record_outcome(post.lease, one, Delivered("r1"), now=NOW)
    assert sealed() is None
    assert not post.box.record_outcome(post.lease, one, Delivered("r2"), now=NOW)


class TestLease:
    def test_a_workspace_has_one_holder_at_a_time(self, post: Post) -> None:
        post.promises(promise("ada", "1"))
        assert post.box.due_workspaces(NOW) == ()
        assert post.box.lease(HERE, holder="two", now=NOW, until=NOW + DAY) is None
        post.box.release(post.lease)
        assert post.box.due_workspaces(NOW) == (HERE,)
        assert post.leased("two").fence > post.lease.fence
        assert post.box.renew(post.lease, now=NOW, until=NOW + 2 * DAY) is None

    def test_whoever_lost_it_cannot_say_when_to_try_again(self, post: Post) -> None:
        post.promises(promise("ada", "1"))
        [one] = post.next_deliveries()
        post.leased("two", NOW + DAY)
        before = post.line()
        assert not post.box.record_outcome(post.lease, one, Retry("busy"), now=NOW + DAY)
        assert post.line() == before

    def test_what_happened_is_kept_whoever_tells(self, post: Post) -> None:
        """Otherwise the message would be sent twice."""
        post.promises(promise("ada", "1"))
        [one] = post.next_deliveries()
        post.leased("two", NOW + DAY)
        assert not post.box.record_outcome(post.lease, one, Delivered("r"), now=NOW + DAY)
        assert post.line().state is DeliveryState.DELIVERED


class TestTries:
    def test_each_try_waits_longer_and_then_none_is_left(self, post: Post) -> None:
        post.promises(promise("ada", "1"))
        now = NOW
        for tries, delay in enumerate(RETRY_DELAYS, start=1):
            [one] = post.next_deliveries(now)
            assert post.box.record_outcome(post.lease, one, Retry("busy"), now=now)
            line = post.line()
            assert (line.attempts, line.next_at, line.reason) == (tries, now + delay, "busy")
            assert post.said(line.next_at - SECOND) == []
            now = line.next_at
        [one] = post.next_deliveries(now)
        assert post.box.record_outcome(post.lease, one, Retry("busy"), now=now)
        line = post.line()
        assert (line.state, line.reason, line.settled_at) == (DeliveryState.UNDELIVERABLE, "busy", now)
        assert line.repair

    def test_a_platform_that_names_a_moment_costs_no_try(self, post: Post) -> None:
        post.promises(promise("ada", "1"))
        [one] = post.next_deliveries()
        post.box.record_outcome(post.lease, one, Retry("slow down", timedelta(minutes=3)), now=NOW)
        assert (post.line().attempts, post.line().next_at) == (0, NOW + timedelta(minutes=3))

    def test_only_what_is_undeliverable_is_tried_again(self, post: Post) -> None:
        post.promises(promise("ada", "1"), promise("bea", "2"))
        lost, waiting = post.next_deliveries()
        post.box.record_outcome(post.lease, lost, GONE, now=NOW)
        [failed] = post.box.deliveries(failed=True)
        assert (failed.id, failed.reason, failed.repair) == (lost.id, GONE.reason, GONE.repair)
        ids = [lost.id, waiting.id, DeliveryId("unknown")]
        assert post.box.retry(ids, now=NOW) == 1
        assert post.box.retry(ids, now=NOW) == 0
        assert post.box.deliveries(failed=True) == ()
        assert post.said() == ["1", "2"]

    def test_it_goes_to_where_the_person_is_reached_today(self, post: Post) -> None:
        post.promises(promise("ada", "1"))
        post.box.record_outcome(post.lease, post.next_deliveries()[0], GONE, now=NOW)
        post.work(lambda unit: unit.people.save([person("ada", account="ada2")]))
        post.box.retry([post.line().id], now=NOW)
        assert [one.to.user for one in post.next_deliveries()] == ["ada2"]


class TestNoAccount:
    def test_it_is_undeliverable_until_the_account_is_known(self, post: Post) -> None:
        post.promises(promise("cy", "1"))
        assert (post.line().state, post.line().reason) == (DeliveryState.UNDELIVERABLE, NO_ACCOUNT)
        assert post.box.retry([post.line().id], now=NOW) == 0
        cy = PersonId("cy")
        assert post.work(lambda unit: unit.outbox.requeue_for(cy)) == 0
        post.work(lambda unit: unit.people.save([person("cy")]))
        assert post.work(lambda unit: unit.outbox.requeue_for(cy)) == 1
        assert [(one.to.user, one.message.notify) for one in post.next_deliveries()] == [("cy", "1")]

    def test_a_person_who_is_not_known_is_promised_nothing(self, post: Post) -> None:
        with pytest.raises(KeyError, match="not known"):
            post.promises(promise("ada", "1"), promise("nobody", "2"))
        assert post.box.deliveries() == ()


def test_what_waits_goes_out_though_limits_were_lowered(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.promises(promise("ada", "Good morning"))
    lower_every_limit(monkeypatch.setattr)
    assert post.said() == ["Good morning"]


@pytest.mark.parametrize(
    "write,ended",
    [
        (lambda vault, to, id_: vault.seal(Purpose.DELIVERY, (to, id_), b'{"blocks": 1}'), CANNOT_READ),
        (lambda vault, to, id_: vault.seal(Purpose.DELIVERY, (to, id_), b"no JSON"), CANNOT_READ),
        (lambda vault, to, _: vault.seal(Purpose.DELIVERY, (to, "another"), b"{}"), CANNOT_OPEN),
    ],
    ids=["another form", "no JSON", "another key"],
)
def test_what_cannot_be_read_ends_with_its_own_reason_and_frees_the_next(
    migrated: Engine, post: Post, write: Callable[[Vault, str, str], bytes], ended: Undeliverable
) -> None:
    post.promises(promise("ada", "1"), promise("ada", "2"))
    [first] = post.next_deliveries()
    sealed = write(RING.post_vault(COMPANY), "ada", first.id)
    with migrated.begin() as connection:
        connection.execute(update(delivery).where(delivery.c.id == first.id).values(sealed=sealed))
    assert post.said() == ["2"]
    [failed] = post.box.deliveries(failed=True)
    assert (failed.id, failed.reason, failed.repair) == (first.id, ended.reason, ended.repair)
