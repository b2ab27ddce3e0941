"""Nothing an executive can see changes because of a flag: the threat table of docs/confidentiality.md, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.features import FEATURES
from bot.flags.kinds import KINDS
from bot.tickets.status import order_of
from tests.privacy.worlds import MENTORS, REFERENCE, SECRET, Beginning, Twin, begin, flags
from tests.stories.test_check_ins import answers
from tests.stories.world import alone

Act = Callable[[Twin], object]


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    return begin(tmp_path_factory.mktemp("worlds"))


@contextmanager
def twins(beginning: Beginning) -> Iterator[tuple[Twin, Twin]]:
    with tempfile.TemporaryDirectory() as folder:
        pair = beginning.twin(Path(folder) / "one.db"), beginning.twin(Path(folder) / "other.db")
        yield pair
        for twin in pair:
            twin.engine.dispose()


@pytest.fixture
def world(beginning: Beginning, tmp_path: Path) -> Iterator[Twin]:
    twin = beginning.twin(tmp_path / "upmentor.db")
    yield twin
    twin.engine.dispose()


def _presses(world: Twin, name: str, label: str, **filled: str) -> None:
    """If the button is there; then the form that opens, if one does."""
    if world.sees(name, label):
        world[name].presses(label)
        if world[name].form and filled:
            world[name].fills(**filled)


def _quotes(world: Twin) -> None:
    world["mia"].calls_on("scope-flag", f"{SECRET}, please book my flights", by="Emil")
    world["mia"].fills(kind="errand", detail=SECRET, hears=f"named:{world.person('lena').id}")


def _often(world: Twin) -> None:
    for _ in range(3):
        flags(world, "errand")


def _erases(world: Twin) -> None:
    world["mia"].types("/my-data")
    world["mia"].presses("Erase what I wrote")
    world["mia"].presses("Yes, erase")


def _tells_lead(world: Twin) -> None:
    for flag in world.flags()[:1]:
        world["mia"].does("scope.tell_lead", cohort=flag.cohort, pattern=flag.kind)


FLAGGED: Mapping[str, Act] = {
    "an errand, unnamed": lambda w: flags(w, "errand", "unnamed:carl"),
    "discomfort, may be passed on": lambda w: flags(w, "discomfort", "unnamed:carl", may_pass_on="yes"),
    "too much work, named": lambda w: flags(w, "workload", "named:lena"),
    "a decision, counted": lambda w: flags(w, "decision"),
    "a quoted message of the executive": _quotes,
    "three of a kind": _often,
    "for IT": lambda w: flags(w, "it_support"),
    "it goes to IT": lambda w: _presses(w, "mia", "Send to IT"),
    "the draft is dropped": lambda w: _presses(w, "mia", "Drop it"),
    "IT takes it": lambda w: _presses(w, "ira", "Take"),
    "IT waits": lambda w: _presses(w, "ira", "Wait"),
    "IT is done": lambda w: _presses(w, "ira", "Done"),
    "it is reopened": lambda w: _presses(w, "mia", "It is not done"),
    "the contact takes it": lambda w: _presses(w, "carl", "Open it", words=SECRET, step="take"),
    "the contact closes it": lambda w: _presses(w, "carl", "Open it", words=SECRET, step="close"),
    "the lead reads and answers": lambda w: _presses(w, "lena", "Open it", words=SECRET, step="note"),
    "the mentor answers": lambda w: _presses(w, "mia", "Open it", words=SECRET),
    "the mentor tells the lead": _tells_lead,
    "the mentor passes it on": lambda w: _presses(w, "mia", "Pass it on"),
    "the mentor looks": lambda w: w.looks("mia"),
    "the mentor erases": _erases,
    "the contact looks": lambda w: w.looks("carl"),
}


def _asks(world: Twin, text: str, label: str) -> None:
    world["emil"].types(f"/ask {text}")
    _presses(world, "emil", label)


def _logs(world: Twin) -> None:
    world["emil"].types("/session")
    world["emil"].presses("60 min")
    world["emil"].presses("Tools")


def _answers(world: Twin) -> None:
    world["emil"].types("/check-in")
    if world.sees("emil", "Answer in a form"):
        answers(world["emil"])


SHARED: Mapping[str, Act] = {
    "an hour": lambda w: w.passes(hours=1),
    "a day": lambda w: w.passes(days=1),
    "a weekend": lambda w: w.passes(days=3),
    "the executive looks": lambda w: w.looks("emil"),
    "the executive answers": _answers,
    "the executive logs a session": _logs,
    "the executive asks for a session": lambda w: _asks(w, "Show me how to prompt", "Put it on our agenda"),
    "the executive has it done by IT": lambda w: _asks(w, "My password expired", "Make it a request"),
    "the executive decides": lambda w: _asks(w, "Should we approve the budget?", "It is mine"),
}


def live(world: Twin, acts: Sequence[str], *, without_flags: bool = False) -> None:
    for act in acts:
        if act in SHARED:
            SHARED[act](world)
        elif not without_flags:
            FLAGGED[act](world)


def executives_see_the_same(beginning: Beginning, acts: Sequence[str], *, days: int) -> Twin:
    """The world with flags."""
    with twins(beginning) as (flagged, quiet):
        live(flagged, acts)
        live(quiet, acts, without_flags=True)
        for world in (flagged, quiet):
            world.passes(days=days)
        assert flagged.flags() or not set(acts) & RAISING, "nothing was flagged"
        assert not quiet.flags()
        for executive in ("emil", "eva"):
            assert flagged.everything_of(executive) == quiet.everything_of(executive)
        return flagged


RAISING: Final = {
    "an errand, unnamed",
    "discomfort, may be passed on",
    "too much work, named",
    "a decision, counted",
    "a quoted message of the executive",
    "three of a kind",
}


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(acts=st.lists(st.sampled_from([*FLAGGED, *FLAGGED, *SHARED]), min_size=4, max_size=14))
def test_with_and_without_a_flag_executives_see_the_same(beginning: Beginning, acts: list[str]) -> None:
    """Deliveries with their moments, previews and buttons; the chat; every command; how the outbox carried it all."""
    executives_see_the_same(beginning, acts, days=2)


def test_two_months_after_everything_that_can_happen_they_still_do(beginning: Beginning) -> None:
    """Overdue flags, patterns, closes of check-ins, charter reviews, digests."""
    acts = [act for flagged in FLAGGED for act in (flagged, "a day")]
    flagged = executives_see_the_same(beginning, [*acts, *SHARED], days=35)
    assert "Something waits for you" in _notified(flagged, "carl")
    assert "asked me to pass something on" in _notified(flagged, "lena")
    assert "IT has your request" in _notified(flagged, "mia")
    assert f"{SECRET} it_support" in flagged["ira"].all


def _notified(world: Twin, name: str) -> str:
    return "\n".join(message.notify for message in world[name].conversation)


def _everywhere(world: Twin) -> str:
    """What stands in anybody's chat or home, and every preview: all that a shared screen or a phone may show."""
    names = ("mia", "emil", "max", "eva", "lena", "carl", "ira")
    return "\n".join(world.plain(m) for name in names for m in world[name].conversation) + "\n".join(
        line for name in names for line in world.looks(name) if line.startswith("home")
    )


def test_no_chat_preview_or_home_has_a_word_or_a_kind_of_a_flag(world: Twin) -> None:
    """The mentor's, the contacts' and the lead's too. Words are in forms, which only their reader opens."""
    live(world, [act for act in FLAGGED if act not in FOR_IT])
    world.passes(days=12)
    flags(world, "discomfort", "unnamed:carl")
    world.passes(days=4)
    shown = _everywhere(world)
    assert world.flags()
    assert "waits for you" in shown
    assert SECRET not in shown
    assert SECRET in _form(world, "carl")
    assert [kind for kind in KINDS.values() if kind.lower() in shown.lower()] == []


FOR_IT: Final = {"for IT", "it goes to IT", "three of a kind", "the mentor tells the lead"}
"""Where the mentor says so, words or a kind are passed on: to IT without a name, and the kind to the lead."""


def _form(world: Twin, name: str) -> str:
    return world[name].presses("Open it")


def test_what_it_gets_is_the_same_whoever_flagged(beginning: Beginning) -> None:
    """The order to the desk, the cards of IT people, and their list: no pair, no mentor, no quoted message."""
    with twins(beginning) as worlds:
        seen = []
        for world, mentor in zip(worlds, MENTORS, strict=True):
            world[mentor].calls_on("scope-flag", "Emil says: pelican", by="Emil")
            world[mentor].fills(kind="it_support", detail=SECRET)
            world[mentor].presses("Send to IT")
            world.passes(hours=2)
            world["ira"].presses("Take")
            order = order_of(world.tickets()[0], world.only_ticket())
            assert (order.requester, order.text) == ("", SECRET)
            seen.append((order.summary, world.messages_to("ira"), world.looks("ira")))
            told = f"{order} {world['ira'].all} {world.looks('ira')}".lower()
            assert not [word for word in ("pelican", "emil", "mia", "max", "eva", "m0") if word in told]
        assert seen[0] == seen[1]


def test_a_contact_sees_the_same_whichever_mentor_stays_unnamed(beginning: Beginning) -> None:
    with twins(beginning) as worlds:
        seen = []
        for world, mentor in zip(worlds, MENTORS, strict=True):
            flags(world, "discomfort", "unnamed:carl", by=mentor)
            world.passes(days=1)
            shown = [world["carl"].presses("Open it"), world["carl"].fills(words="And?", step="take")]
            world.passes(days=1)
            world[mentor].presses("Open it")
            world[mentor].fills(words=f"More {SECRET}")
            world.passes(days=1)
            shown.append(world["carl"].presses("Open it"))
            seen.append((REFERENCE.sub("", "\n".join(shown)), world.messages_to("carl"), world.looks("carl")))
        assert seen[0] == seen[1]


def test_an_executive_with_the_reference_and_every_id_opens_nothing(world: Twin) -> None:
    live(world, ["an errand, unnamed", "for IT", "it goes to IT", "a day"])
    before = [(flag.state, flag.contact) for flag in world.flags()]
    for executive in ("emil", "eva"):
        for flag in world.flags():
            for action in FEATURES.buttons:
                if action.startswith(("scope.", "tickets.")):
                    about = {"flag": flag.id, "cohort": flag.cohort, "pattern": flag.kind}
                    for ticket in world.tickets():
                        read = world[executive].does(action, **about, ticket=ticket.id)
                        assert SECRET not in read
                        assert flag.reference not in read
    assert [(flag.state, flag.contact) for flag in world.flags()] == before


def test_reports_and_the_leads_glance_stand_still_until_a_close(beginning: Beginning) -> None:
    with twins(beginning) as (flagged, quiet):
        live(flagged, ["three of a kind", "a decision, counted", "a quoted message of the executive"])
        reports = [
            [line for line in world.looks("lena") if line.startswith("cohort")] for world in (flagged, quiet)
        ]
        assert reports[0] == reports[1]
        for executive in ("emil", "eva"):
            assert "Only programme leads" in flagged[executive].types("/cohort-report")


@pytest.fixture
def leading(tmp_path: Path) -> Iterator[Twin]:
    """Emil leads the programme and is in IT, and nobody else is."""
    rows = (alone("emil", "lead"), alone("emil", "it"))
    twin = begin(tmp_path, *rows, staff=(alone("lena", "contact"), alone("carl", "contact"))).twin(
        tmp_path / "upmentor.db"
    )
    yield twin
    twin.engine.dispose()


def test_an_executive_who_leads_and_works_in_it_gets_nothing_of_their_own_mentors(leading: Twin) -> None:
    """Neither as a contact, nor the lead's unnamed line, nor the ticket; of other pairs they see what IT sees."""
    before = leading.messages_to("emil")
    leading["mia"].types("/scope-flag")
    form = leading["mia"].form
    assert form
    assert "Emil" not in leading.edge.reads(form)
    live(leading, ["three of a kind", "the mentor tells the lead", "for IT", "it goes to IT", "a day"])
    ticket = leading.tickets()[0].id
    assert SECRET not in "\n".join(leading.looks("emil")) + leading["emil"].all
    assert "from earlier" in leading["emil"].does("tickets.show", ticket=ticket)
    assert "from earlier" in leading["emil"].does("tickets.done", ticket=ticket)
    assert [line for _, line in leading.messages_to("emil") if "anchor" not in line] == [
        line for _, line in before if "anchor" not in line
    ]
    flags(leading, "it_support", by="max", words="A mouse")
    leading["max"].presses("Send to IT")
    leading.passes(days=1)
    assert "A mouse" in leading["emil"].all
