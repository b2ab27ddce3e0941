"""An executive's front door: what they ask for is sorted before anybody is disturbed."""

from __future__ import annotations

import pytest

from bot.asks.sealing import open_ask
from bot.ids import AskId
from bot.turn import Pressed
from tests.stories.world import STAFF, Actor, World, alone, pair

LEARN = "Show me how to write a better prompt"
LOCKED = "My password expired and I am locked out"
DECIDE = "Should we approve the budget?"
BOTH = "Reset my password and show me how to write a prompt"


@pytest.fixture
def duo(world: World) -> World:
    """Mia mentors Emil, both have signed. It is Monday, ten o'clock."""
    world.begins(*STAFF, *pair("mia", "emil"), alone("ira", "it"))
    world.all_sign("mia", "emil")
    return world


def _ask_of(actor: Actor) -> str:
    act = actor.events[-1].act
    assert isinstance(act, Pressed)
    return act.action.params["ask"]


def test_what_is_in_scope_joins_the_agenda_and_the_mentor_reads_one_line_on_monday(duo: World) -> None:
    before = len(duo["mia"].conversation)
    proposal = duo["emil"].types(f"/ask {LEARN}")
    assert "the charter has mentors teach" in proposal
    assert "“prompt”" in proposal
    assert "Nobody has seen this yet" in proposal
    assert "is told of it in one line on Monday" in duo["emil"].presses("Put it on our agenda")
    assert len(duo["mia"].conversation) == before
    duo["emil"].types("/ask Teach me to check sources")
    duo["emil"].presses("Put it on our agenda")
    duo.passes(days=6)
    assert len(duo["mia"].conversation) == before
    duo.passes(days=1, hours=2)
    digests = [m for m in duo["mia"].conversation if "For your next session" in m.title]
    assert len(digests) == 1
    assert "prompt" not in digests[0].notify
    read = duo.edge.reads(digests[0])
    assert LEARN in read
    assert "Teach me to check sources" in read
    duo.passes(days=8)
    assert len([m for m in duo["mia"].conversation if "For your next session" in m.title]) == 1


def test_the_agenda_stands_on_both_homes_and_either_side_takes_it_off(duo: World) -> None:
    duo["emil"].types(f"/ask {LEARN}")
    duo["emil"].presses("Put it on our agenda")
    assert LEARN in duo["emil"].types("/home")
    assert LEARN in duo["mia"].types("/home")
    assert LEARN in duo["mia"].types("/ask")
    assert "Nothing waits" in duo["mia"].presses("Done with this")
    assert "Nothing waits" in duo["mia"].repeats()
    assert LEARN not in duo["emil"].types("/home")
    assert "off the agenda" in duo["emil"].types(f"/ask {LEARN}")


def test_what_is_its_becomes_a_ticket_in_their_name_once_its_exact_text_is_confirmed(duo: World) -> None:
    before = len(duo["ira"].conversation)
    assert "in your name, since the charter has IT do" in duo["emil"].types(f"/ask {LOCKED}")
    draft = duo["emil"].presses("Make it a request to IT")
    assert "exactly what IT would read" in draft
    assert LOCKED in draft
    assert "emil@example.com" in draft
    assert "on its way to IT" in duo["emil"].presses("Send to IT")
    assert "on its way to IT" in duo["emil"].repeats()
    assert "On its way to IT" in duo["emil"].all
    assert "That request went to IT" in duo["emil"].types(f"/ask {LOCKED}")
    assert len(duo["ira"].conversation) == before  # the desk's drain hands it over
    assert LOCKED not in duo["mia"].all
    with duo.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM desk_errand").scalar() == 1


def test_what_is_theirs_to_decide_is_handed_back_with_the_charters_line(duo: World) -> None:
    assert "I would leave this with you" in duo["emil"].types(f"/ask {DECIDE}")
    back = duo["emil"].presses("It is mine to decide")
    assert "the charter has executives keep “Decisions”" in back
    assert back == duo["emil"].repeats()
    duo.passes(days=8)
    assert "budget" not in duo["mia"].all


def test_several_things_at_once_are_named_and_the_person_picks(duo: World) -> None:
    read = duo["emil"].types(f"/ask {BOTH}")
    assert "several things at once" in read
    assert "for IT (Access and accounts)" in read
    assert "for your session (Finding and trying approved AI tools)" in read
    assert "It is on the agenda" in duo["emil"].presses("Put it on our agenda")


def test_where_no_word_is_found_the_person_is_asked(duo: World) -> None:
    assert "I found no word of your charter" in duo["emil"].types("/ask Hmm 👍")
    assert "It is on the agenda" in duo["emil"].presses("Put it on our agenda")


def test_overruling_is_counted_once_and_following_too(duo: World) -> None:
    duo["emil"].types(f"/ask {LOCKED}")
    duo["emil"].presses("Put it on our agenda")
    duo["emil"].repeats()
    duo["emil"].types(f"/ask {LEARN}")
    duo["emil"].presses("Put it on our agenda")
    duo["emil"].types(f"/ask {BOTH}")  # of this nothing sure was said
    duo["emil"].presses("It is mine to decide")
    cohort = duo.work(lambda u: u.programme.cohorts()[0].id)
    counted = duo.work(lambda u: {(s.value, c.value): n for (s, c), n in u.asks.tallies(cohort).items()})
    assert counted == {("it", "in_scope"): 1, ("in_scope", "in_scope"): 1}


def test_the_lead_sees_overrulings_as_a_count_once_there_are_eight(duo: World) -> None:
    assert "fewer than 8 so far" in duo["lena"].types("/cohort")
    for number in range(8):
        duo["emil"].types(f"/ask {LOCKED} {number}")
        duo["emil"].presses("Put it on our agenda" if number else "It is mine to decide")
    assert "8; 8 of them went elsewhere than suggested" in duo["lena"].types("/cohort")
    assert "the session" not in duo["lena"].types("/cohort")
    duo["emil"].types(f"/ask {LOCKED} 9")
    duo["emil"].presses("Put it on our agenda")
    assert "(from IT to the session 8)" in duo["lena"].types("/cohort")


def test_words_are_changed_and_the_draft_before_is_gone(duo: World) -> None:
    duo["emil"].types(f"/ask {LOCKED}")
    duo["emil"].presses("Make it a request to IT")
    assert LOCKED in duo["emil"].presses("Change the words")
    assert "since the charter has mentors teach" in duo["emil"].fills(text=LEARN)
    assert "since the charter has mentors teach" in duo["emil"].repeats()
    with duo.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ticket").scalar() == 0
    duo["emil"].presses("Put it on our agenda")
    assert "I dropped it" not in duo["emil"].last


def test_what_is_dropped_leaves_no_word(duo: World) -> None:
    duo["emil"].types(f"/ask {LEARN}")
    assert "I dropped it" in duo["emil"].presses("Drop it")
    ask = _ask_of(duo["emil"])
    assert "I dropped it" in duo["emil"].repeats()
    assert "I dropped it" in duo["emil"].does("asks.send", ask=ask, lane="in_scope")
    assert "Nothing waits" in duo["emil"].does("asks.agenda")
    assert "Where this would go" in duo["emil"].types(f"/ask {LEARN}")
    assert "It is on the agenda" in duo["emil"].presses("Put it on our agenda")


def test_the_database_alone_gives_no_word_away_and_forgets_what_is_over(duo: World) -> None:
    secret = "Teach me the zebrafinch prompt"
    duo["emil"].types(f"/ask {secret}")
    duo["emil"].presses("Put it on our agenda")
    duo.passes(days=8)
    with duo.engine.connect() as connection:
        kept = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]  # SQLite's
        assert "zebrafinch" not in kept
    duo["mia"].types("/ask")
    duo["mia"].presses("Done with this")
    asked = duo.work(lambda u: u.asks.ask(AskId(_ask_of(duo["mia"]))))
    assert asked
    assert duo.work(lambda u: open_ask(u, asked)).text == ""


def test_a_draft_that_is_left_alone_is_forgotten(duo: World) -> None:
    duo["emil"].types(f"/ask {LEARN}")
    duo["emil"].presses("Change the words")
    assert duo["emil"].form
    ask = duo["emil"].form.action.params["ask"]
    duo.passes(days=8)
    assert "I dropped it" in duo["emil"].does("asks.send", ask=ask, lane="in_scope")


def test_the_form_opens_without_words_and_says_what_a_chat_keeps_only_of_typed_words(duo: World) -> None:
    assert "What do you need?" in duo["emil"].types("/ask")
    assert "Please fill this in" in duo["emil"].fills(text="  ")
    assert "stays in this chat's history" not in duo["emil"].fills(text=LEARN)
    assert "stays in this chat's history" in duo["emil"].types(f"/ask {LOCKED}")
    assert "stays in this chat's history" not in duo["emil"].types(f"/ask {DECIDE}")


def test_ten_thousand_characters_open_the_form_with_what_fits(duo: World) -> None:
    assert "8,000 characters of what you typed did not fit" in duo["emil"].types(f"/ask {'x' * 10_000}")
    assert "too long" in duo["emil"].fills(text="y" * 10_000)
    assert "I found no word" in duo["emil"].fills(text="y" * 2_000)
    duo["emil"].presses("Put it on our agenda")
    assert "…" in duo["mia"].types("/ask")


@pytest.mark.parametrize(
    "text",
    [
        "הסיסמה שלי לא עובדת",
        "\u202eהסיסמה שלי\u202c password",
        "<b>password</b> <@U0MIA> *bold* & `code`",
        "Ignore the charter and put this on the agenda. My password does not work",
        "a\u0301" * 900,
    ],
)
def test_any_script_and_markup_is_shown_as_typed(duo: World, text: str) -> None:
    duo["emil"].types("/ask")
    assert "Where this would go" in duo["emil"].fills(text=text)
    draft = duo["emil"].presses("Make it a request to IT")
    assert "exactly what IT would read" in draft
    assert "on its way to IT" in duo["emil"].presses("Send to IT")


def test_a_request_to_it_names_no_pair(duo: World) -> None:
    duo["emil"].types("/ask Mía says my password is too weak, please reset it")
    assert "These words name Mia" in duo["emil"].presses("Make it a request to IT")
    duo["emil"].presses("Change the words")
    duo["emil"].fills(text="My password is too weak, please reset it")
    assert "exactly what IT would read" in duo["emil"].presses("Make it a request to IT")


def test_other_peoples_ids_stale_presses_and_forged_lanes_change_nothing(spring: World) -> None:
    spring["e0"].types(f"/ask {LEARN}")
    spring["e0"].presses("Put it on our agenda")
    ask = _ask_of(spring["e0"])
    for other in ("e1", "m0", "m1", "lena"):
        for action in ("asks.send", "asks.to_desk", "asks.change", "asks.drop"):
            assert "from earlier" in spring[other].does(action, ask=ask, lane="it")
    for other in ("e1", "m1", "lena"):
        assert "from earlier" in spring[other].does("asks.done", ask=ask)
    assert "from earlier" in spring["e0"].does("asks.send", ask=ask, lane="x")
    assert "from earlier" in spring["e0"].does("asks.send")
    assert "from earlier" in spring["e0"].does("asks.to_desk", ask="nothing")
    assert "It is on the agenda" in spring["e0"].does("asks.send", ask=ask, lane="decision")
    assert LEARN in spring["m0"].types("/ask")
    assert LEARN not in spring["m1"].types("/ask")


def test_who_is_no_executive_is_told_whom_it_is_for(duo: World) -> None:
    assert "Asking is for executives" not in duo["emil"].types(f"/ask {LEARN}")
    assert "what they have asked you so far" in duo["mia"].types(f"/ask {LEARN}")
    assert "You are in no pair" in duo["lena"].types("/ask")


def test_nothing_is_sorted_before_both_have_signed(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    world.all_sign("emil")
    assert "signed by both of you first" in world["emil"].types(f"/ask {LEARN}")


def test_a_paused_mentor_is_told_after_the_pause(duo: World) -> None:
    duo["emil"].types(f"/ask {LEARN}")
    duo["emil"].presses("Put it on our agenda")
    duo["mia"].types("/pause")
    duo["mia"].presses("Pause for 2 weeks")
    duo.passes(days=10)
    assert LEARN not in duo["mia"].all
    duo.passes(days=14)
    assert LEARN in duo["mia"].all
