"""Scope flags: what is not mentoring is said, reaches whom the mentor picked, and changes nothing for the executive."""

from __future__ import annotations

import re

import msgspec
import pytest

from bot.charter.turns import republish
from bot.surface import Choice
from tests.stories.world import COHORT, STAFF, World, alone, pair

PRINTER = "The printer needs a new password and the laptop shows a virus warning"


@pytest.fixture
def mia(world: World) -> World:
    """A pair that has signed, a lead and a contact outside the line."""
    world.begins(*STAFF, *pair("mia", "emil"))
    world.all_sign("mia", "emil")
    world.passes(days=1)
    return world


def test_the_charters_words_suggest_a_kind_and_the_mentor_decides(mia: World) -> None:
    form = mia["mia"].types(f"/scope-flag {PRINTER}")
    assert "This looks like IT support, because of" in form
    assert "You decide." in form
    assert PRINTER in form
    assert "may stay in that chat's history" in form
    assert _field(mia, "kind").initial == "it_support"
    assert _field(mia, "hears").initial == ""


def test_without_text_nothing_is_suggested_and_the_button_does_the_same(mia: World) -> None:
    form = mia["mia"].types("/scope-flag")
    assert "You decide" not in form
    assert _field(mia, "kind").initial == ""
    assert "Your executive sees nothing of this" in mia["mia"].does("scope.flag")


def test_a_quoted_message_and_its_author_stand_in_the_form(mia: World) -> None:
    form = mia["mia"].calls_on("scope-flag", "Could you book my flights? *Thanks* <b>", by="Emil")
    assert "The message this is about, by Emil" in form
    assert "Could you book my flights? *Thanks* <b>" in form


def test_it_sees_the_exact_text_that_the_mentor_confirmed_and_no_name(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    draft = mia["mia"].fills(kind="it_support", detail=PRINTER)
    assert "This is exactly what IT would read" in draft
    assert PRINTER in draft
    sent = mia["mia"].presses("Send to IT")
    assert "on its way to IT, without any name" in sent
    assert "A kind way to say no" in sent
    assert PRINTER not in sent
    ticket = mia.only_ticket()
    assert ticket.requester == ""
    assert ticket.text == PRINTER
    assert not re.search("mia|emil", f"{ticket.summary} {ticket.text}", re.IGNORECASE)


@pytest.mark.parametrize("naming", ["Emil's printer", "mia cannot log in", "write to emil@example.com"])
def test_a_text_for_it_that_names_one_of_the_pair_is_sent_back(mia: World, naming: str) -> None:
    mia["mia"].types("/scope-flag")
    assert "take the name out" in mia["mia"].fills(kind="it_support", detail=naming)
    assert "This is exactly" in mia["mia"].fills(kind="it_support", detail="A printer is broken")


def test_a_draft_is_changed_or_dropped_before_it_is_sent(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    first = mia["mia"].fills(kind="it_support", detail="Reset a password please")
    reference = _reference(first)
    assert "Reset a password please" in mia["mia"].presses("Change it")
    second = mia["mia"].fills(kind="it_support", detail="Unlock an account please")
    assert _reference(second) == reference
    assert "Unlock an account please" in second
    assert "dropped" in mia["mia"].presses("Drop it")
    assert mia.tickets() == []
    assert "You have flagged nothing" in mia["mia"].does("scope.mine")


def test_what_was_drafted_for_it_and_went_to_a_contact_can_no_longer_be_sent_there(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    mia["mia"].fills(kind="it_support", detail="A printer is broken")
    mia["mia"].presses("Change it")
    carl = mia.person("carl")
    assert "goes to Carl" in mia["mia"].fills(kind="errand", hears=f"unnamed:{carl.id}")
    assert mia.tickets() == []
    assert "from earlier" in mia["mia"].presses("Send to IT")
    mia.passes(days=9)
    assert "was not sent within a week" not in mia["mia"].all
    assert len(mia.flags()) == 1


def test_a_flag_reaches_the_contact_the_mentor_picked_without_a_word_in_the_chat(mia: World) -> None:
    noted = _flags(mia, "errand", "Asked me to collect dry cleaning", "carl", "unnamed")
    reference = _reference(noted)
    assert "goes to Carl, without your name" in noted
    assert "They should act by Tuesday 13 January" in noted
    mia.passes(hours=24)
    card = mia["carl"].last
    assert reference in card
    assert "dry cleaning" not in card
    assert "Mia" not in card
    form = mia["carl"].presses("Open it")
    assert "dry cleaning" in form
    assert "Mia" not in form
    assert "stays unnamed" in form
    assert "dry cleaning" not in mia["lena"].all + mia["emil"].all + mia["carl"].all


def test_with_the_name_the_contact_learns_it(mia: World) -> None:
    _flags(mia, "workload", "Six hours this week", "lena", "named")
    mia.passes(hours=24)
    assert "From Mia." in mia["lena"].presses("Open it")


def test_a_thread_goes_both_ways_and_the_mentor_stays_unnamed(mia: World) -> None:
    _flags(mia, "discomfort", "He shouted at me", "carl", "unnamed")
    mia.passes(hours=24)
    mia["carl"].presses("Open it")
    taken = mia["carl"].fills(words="Would a talk with the lead help?", step="take")
    assert "You have taken it on. Please close it by Thursday 8 January" in taken
    mia.passes(hours=24)
    assert "There is news on" in mia["mia"].last
    assert "talk with the lead" not in mia["mia"].all
    form = mia["mia"].presses("Open it")
    assert "Would a talk with the lead help?" in form
    assert "your contact is on it" in form
    mia["mia"].fills(words="Not yet, please")
    mia.passes(hours=24)
    form = mia["carl"].presses("Open it")
    assert "Not yet, please" in form
    assert "Mia" not in form
    assert "what was done" in mia["carl"].fills(words="", step="close")
    assert "closed" in mia["carl"].fills(words="I spoke to nobody, as you wished", step="close")
    mia.passes(hours=24)
    assert "closed" in mia["mia"].last
    assert "I spoke to nobody" in mia["mia"].presses("Open it")
    assert "Nothing waits for you" in mia["carl"].does("scope.queue")


def test_a_form_that_comes_back_after_it_went_to_it_says_so(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    mia["mia"].fills(kind="it_support", detail=PRINTER)
    mia["mia"].presses("Change it")
    form = mia["mia"].form
    mia["mia"].presses("Send to IT")
    mia["mia"].form = form
    again = mia["mia"].fills(kind="it_support", detail="Another printer")
    assert "on its way to IT" in again
    assert "counted" not in again
    assert mia.only_ticket().text == PRINTER


def test_a_contact_by_charter_alone_finds_what_waits(world: World) -> None:
    world.begins(*STAFF, alone("ivan", "it"), *pair("mia", "emil"))
    _turns_to(world, "ivan", "carl")
    assert "Nothing waits for you" in world["ivan"].types("/scope-flag")
    _flags(world, "errand", "Dry cleaning", "ivan", "unnamed")
    world.passes(days=1)
    assert "1 flag waits for you" in world["ivan"].types("/home")
    assert "Open F-" in world["ivan"].types("/scope-flag")


def test_the_queue_names_references_and_ages_only(mia: World) -> None:
    reference = _reference(_flags(mia, "errand", "Dry cleaning", "carl", "unnamed"))
    mia.passes(days=9)
    queue = mia["carl"].types("/scope-flag")
    assert f"{reference}: 9 days old" in queue
    assert "overdue" in queue
    assert "cleaning" not in queue


def test_nobody_reads_what_is_only_counted_and_no_words_are_kept(mia: World) -> None:
    noted = _flags(mia, "errand", "Dry cleaning", "count", "")
    assert "is counted. Nobody reads anything of it" in noted
    mia.passes(days=20)
    assert "waits for you" not in mia["carl"].all + mia["lena"].all
    flag = mia.only_flag()
    assert flag.detail == ""


def test_an_overdue_flag_goes_to_the_other_contact_if_that_was_agreed(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    carl = mia.person("carl")
    mia["mia"].fills(kind="discomfort", detail="x", hears=f"unnamed:{carl.id}", may_pass_on="yes")
    mia.passes(days=1)
    assert "waits for you" in mia["carl"].last
    mia.passes(days=3)
    assert "waits for you" in mia["lena"].all
    assert "so it went to the mentor's other contact" in mia["carl"].last
    assert "went to Lena" in mia["mia"].last
    assert "from earlier" in mia["carl"].presses("Open it")
    assert "stays unnamed" in mia["lena"].presses("Open it")
    assert "your other contact hears" not in mia["mia"].presses("Open it")


def test_an_overdue_flag_stays_where_it_is_unless_the_mentor_passes_it_on(mia: World) -> None:
    _flags(mia, "errand", "Dry cleaning", "carl", "unnamed")
    mia.passes(days=10)
    assert "is over, and it is still open" in mia["mia"].all
    assert "waits for you" not in mia["lena"].all
    assert "went to Lena" in mia["mia"].presses("Pass it on to Lena")
    mia["mia"].repeats()
    mia.passes(days=1)
    assert mia["mia"].all.count("went to Lena") == 2
    assert mia["lena"].all.count("A mentor turned to you") == 1


def test_a_contact_who_acted_late_is_not_reminded_again_and_again(mia: World) -> None:
    _flags(mia, "errand", "Dry cleaning", "carl", "unnamed")
    mia.passes(days=40)
    assert mia["mia"].all.count("and it is still open") == 1


def test_three_of_a_kind_are_shown_to_the_mentor_and_to_the_lead_only_if_they_say_so(mia: World) -> None:
    assert "keeps happening" not in _flags(mia, "errand", "one", "count", "")
    mia.passes(days=2)
    assert "keeps happening" not in _flags(mia, "errand", "two", "count", "")
    mia.passes(days=2)
    assert "keeps happening" not in _flags(mia, "workload", "another kind", "count", "")
    shown = _flags(mia, "errand", "three", "count", "")
    assert "This is flag number 3 of this kind in 30 days" in shown
    mia.passes(days=2)
    assert "pass something on" not in mia["lena"].all
    assert "keeps happening" not in _flags(mia, "errand", "four", "count", "")
    mia["mia"].presses("Tell the lead, unnamed")
    mia["mia"].presses("Tell the lead, unnamed")
    mia.passes(days=1)
    told = mia["lena"].last
    assert "several flags of one kind within a month: an errand" in told
    assert "Mia" not in told
    assert mia["lena"].all.count("asked me to tell you") == 1


def test_a_lead_who_is_the_executive_hears_nothing_and_the_mentor_is_told_so(world: World) -> None:
    rows = ("emil@example.com,Emil,lead,ACCOUNT,Europe/London,GB,", STAFF[1], *pair("mia", "emil"))
    world.begins(*rows)
    for detail in ("one", "two", "three"):
        _flags(world, "errand", detail, "count", "")
    before = world["emil"].all
    assert "nobody was told" in world["mia"].presses("Tell the lead, unnamed")
    world.passes(days=1)
    assert world["emil"].all == before


def test_a_long_list_says_how_many_it_leaves_out(mia: World) -> None:
    for n in range(14):
        _flags(mia, "errand", str(n), "count", "")
    assert "And 2 older ones." in mia["mia"].does("scope.mine")


def test_two_weeks_over_the_agreed_time_are_shown_to_the_mentor_alone(mia: World) -> None:
    for _ in range(2):
        for _ in range(2):
            mia["emil"].types("/session")
            mia["emil"].presses("60 min")
            kept = mia["emil"].presses("Tools")
            assert "agreed" not in kept
        mia.passes(days=7)
    assert "two weeks running took more than the 90 minutes a week" in mia["mia"].all
    assert "two weeks running" not in mia["emil"].all + mia["lena"].all
    assert mia["mia"].all.count("two weeks running took") == 1


def test_a_form_that_comes_twice_is_one_flag(mia: World) -> None:
    first = _flags(mia, "errand", "Dry cleaning", "carl", "unnamed")
    again = mia["mia"].repeats()
    assert _reference(first) == _reference(again)
    assert len(mia.flags()) == 1
    mia.passes(days=1)
    assert mia["carl"].all.count("A mentor turned to you") == 1


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    assert "fill this in" in mia["mia"].fills(kind="", detail="x")
    assert "pick who hears" in mia["mia"].fills(kind="errand", detail="x", hears="")
    carl = mia.person("carl")
    assert "few words" in mia["mia"].fills(kind="errand", detail="", hears=f"named:{carl.id}")
    assert "few words" in mia["mia"].fills(kind="it_support", detail="")
    assert "too long" in mia["mia"].fills(kind="errand", detail="x" * 2001, hears="count")
    assert mia.flags() == []


def test_the_executive_of_the_pair_is_never_offered_as_a_contact(world: World) -> None:
    """Emil leads the programme too."""
    rows = ("emil@example.com,Emil,lead,ACCOUNT,Europe/London,GB,", STAFF[1], *pair("mia", "emil"))
    world.begins(*rows)
    form = world["mia"].types("/scope-flag")
    assert "Carl (outside the line), without my name" in form
    assert "Emil" not in form


def test_ten_thousand_characters_any_script_and_markup_come_through_or_are_refused(mia: World) -> None:
    long = "ab " * 3_400
    form = mia["mia"].types(f"/scope-flag {long}")
    assert "its end is cut" in form
    words = "<b>*hi*</b> & \u202eשלום מرحبا 🙂 \x07[x](y)"
    carl = mia.person("carl")
    mia["mia"].fills(kind="errand", detail=words, hears=f"unnamed:{carl.id}")
    mia.passes(days=1)
    form = mia["carl"].presses("Open it")
    assert "<b>*hi*</b>" in form
    assert "🙂" in form
    assert "\x07" not in form


def test_somebody_elses_flags_and_forged_ids_open_nothing(mia: World) -> None:
    _flags(mia, "errand", "Dry cleaning", "carl", "unnamed")
    mia.passes(days=1)
    flag = mia.flags()[0].id
    for name in ("emil", "lena"):
        for action in ("scope.open", "scope.pass_on", "scope.change"):
            assert "from earlier" in mia[name].does(action, flag=flag, ticket=flag)
    for forged in ("", "x" * 400, "🙂"):
        assert "from earlier" in mia["mia"].does("scope.open", flag=forged)
        assert "from earlier" in mia["mia"].does("scope.send", ticket=forged)
    assert "from earlier" in mia["emil"].does("scope.queue")
    assert "from earlier" in mia["emil"].does(
        "scope.tell_lead", cohort=mia.flags()[0].cohort, pattern="errand"
    )
    mia.passes(days=1)
    assert "pass something on" not in mia["lena"].all


def test_who_is_no_mentor_is_told_whom_it_is_for(mia: World) -> None:
    assert "mentors say what is not theirs to do" in mia["emil"].types("/scope-flag")
    assert "Nothing waits for you" in mia["lena"].types("/scope-flag")


def test_a_mentor_sees_their_own_flags_by_reference(mia: World) -> None:
    reference = _reference(_flags(mia, "errand", "Dry cleaning", "carl", "unnamed"))
    shown = mia["mia"].presses("My flags")
    assert f"{reference}, Tuesday 6 January: waits for your contact" in shown
    assert "cleaning" not in shown
    assert "Dry cleaning" in mia["mia"].presses(f"Open {reference}")


def test_what_a_mentor_wrote_in_flags_is_read_and_erased_where_nobody_has_to_act_on_it(mia: World) -> None:
    open_ = _reference(_flags(mia, "errand", "Dry cleaning", "carl", "unnamed"))
    closed = _reference(_flags(mia, "workload", "Six hours", "lena", "named"))
    mia["mia"].types("/scope-flag")
    mia["mia"].fills(kind="it_support", detail="A mouse")
    mia.passes(days=1)
    mia["lena"].presses("Open it")
    mia["lena"].fills(words="We spoke", step="note")
    mia.passes(days=1)
    mia["mia"].presses("Open it")
    mia["mia"].fills(words="Thank you")
    mia["lena"].does("scope.open", flag=_flag(mia, closed))
    mia["lena"].fills(words="Done", step="close")
    assert "Flags you raised 3" in mia["mia"].types("/my-data")
    read = mia["mia"].presses("Read what I wrote")
    assert all(
        words in read for words in ("Dry cleaning", "Six hours", "Thank you", "A mouse", open_, closed)
    )
    assert "We spoke" not in read
    assert "stays: the words of a flag that your contact has not closed" in mia["mia"].presses("Erase what I")
    mia["mia"].presses("Yes, erase them")
    mia["mia"].repeats()
    mia["mia"].types("/my-data")
    read = mia["mia"].presses("Read what I wrote")
    assert "Dry cleaning" in read
    assert not any(words in read for words in ("Six hours", "Thank you", "A mouse"))
    assert "Six hours" not in mia["lena"].does("scope.open", flag=_flag(mia, closed))
    assert "Dry cleaning" in mia["carl"].does("scope.open", flag=_flag(mia, open_))
    assert mia.tickets() == []
    assert "from earlier" in mia["mia"].presses("Send to IT")


def test_nobody_else_is_told_of_flags_in_their_own_data(mia: World) -> None:
    assert "Flags" not in mia["emil"].types("/my-data")
    assert "Flags" not in mia["mia"].types("/my-data")


def test_without_a_contact_outside_the_line_the_form_names_a_way_beside_the_bot(mia: World) -> None:
    _turns_to(mia, "lena", "mia")
    form = mia["mia"].types("/scope-flag")
    assert "outside your lead's" not in form
    assert "you may also turn to HR" in form


def _turns_to(world: World, *names: str) -> None:
    """The charter names them as the people to turn to."""
    charter = world.work(lambda u: u.charters.current(u.programme.cohorts()[0].id))
    assert charter
    contacts = tuple(f"{name}@example.com" for name in names)
    terms = msgspec.structs.replace(charter.terms, contacts=contacts)
    world.work(lambda u: republish(u, COHORT, terms, now=world.clock.now(), actor="test"))


def _flag(world: World, reference: str) -> str:
    return next(flag.id for flag in world.flags() if flag.reference == reference)


def _flags(world: World, kind: str, detail: str, contact: str, telling: str) -> str:
    world["mia"].types("/scope-flag")
    hears = "count" if contact == "count" else f"{telling}:{world.person(contact).id}"
    return world["mia"].fills(kind=kind, detail=detail, hears=hears)


def _field(world: World, key: str) -> Choice:
    form = world["mia"].form
    assert form
    found = next(field for field in form.fields if field.key == key)
    assert isinstance(found, Choice)
    return found


def _reference(text: str) -> str:
    found = re.search(r"F-[2-9A-Z]{7}", text)
    assert found, text
    return found[0]
