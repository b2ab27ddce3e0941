"""Check-ins: asked on time, answered in a form or one by one, edited, reminded, closed."""

from __future__ import annotations

from tests.stories.world import COHORT, STAFF, Actor, World, pair

ALL = {"changed": "habit", "unsure": "clear", "reused": "no", "safe_to_raise": "4", "support": "time"}
SECRET = "zebra crossing at noon"


def answers(actor: Actor, **more: str) -> str:
    actor.presses("Answer in a form")
    return actor.fills(**(ALL | more))


def test_a_check_in_is_answered_in_one_form(spring: World) -> None:
    mia = spring["m0"]
    form = mia.presses("Answer in a form")
    assert "Who sees this: nobody with your name" in form
    assert "While this is open your answers are a draft" in form
    assert "All answered, thank you" in mia.fills(**ALL)
    form = mia.presses("Change my answers")
    assert mia.form
    assert {f.key: f.initial for f in mia.form.fields if f.key in ALL} == ALL


def test_the_card_that_came_is_redrawn_when_it_is_answered(spring: World) -> None:
    mia = spring["m0"]
    place = len(mia.conversation) - 1
    answers(mia)
    assert "All answered" in spring.edge.reads(mia.conversation[place])


def test_part_of_it_is_kept_and_the_rest_comes_later(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer in a form")
    assert "2 of 5 answered" in mia.fills(changed="tried", unsure="some")
    spring.passes(days=1)
    question = mia.presses("Answer here")
    assert "Question 3 of 5" in question


def test_one_at_a_time_with_buttons_and_words(spring: World) -> None:
    mia = spring["m0"]
    first = mia.presses("Answer here")
    assert "stays in the chat's history" in first
    assert "Question 1 of 5: What changed" in first
    assert "add a note" in mia.presses("A new weekly habit")
    assert "Question 2 of 5" in mia.presses("No note")
    assert "add a note" in mia.types("2")
    assert "Who gets your note" in mia.types(f"Some note: {SECRET}")
    assert "Question 3 of 5" in mia.types("the lead, without my name")
    assert "I didn't recognise that" in mia.types("banana")
    mia.types("Not yet")
    assert "Question 4 of 5" in mia.types("no")
    assert "Question 5 of 5" in mia.types("prefer not to say")
    mia.types("6")
    assert "All answered, thank you" in mia.presses("No note")
    assert SECRET not in mia.all


def test_what_a_chat_keeps_is_said_once(spring: World) -> None:
    assert "stays in the chat's history" in spring["m0"].presses("Answer here")
    assert "A word before we start" not in spring["m0"].types("/check-in")
    assert "A word before we start" not in spring["m0"].presses("Answer here")


def test_free_text_is_never_repeated_into_the_chat(spring: World) -> None:
    for name, audience in (("m0", "lead_unnamed"), ("m1", "only_me")):
        answers(spring[name], support__note=SECRET, support__audience=audience)
        spring[name].types("/check-in")
        spring[name].types("/my-data")
    spring.passes(days=12)
    assert SECRET not in spring["m0"].all + spring["m1"].all + spring["e0"].all


def test_a_note_needs_somebody_picked_for_it_and_nothing_typed_is_lost(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer in a form")
    assert mia.fills(**ALL, support__note=SECRET) == "Please pick who gets this note, or clear the note."
    assert "5 short questions" in mia.types("/check-in")
    mia.presses("Answer in a form")
    assert "All answered" in mia.fills(**ALL, support__note=SECRET, support__audience="only_me")


def test_the_last_pick_is_remembered_and_none_is_made_the_first_time(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer in a form")
    assert mia.form
    assert [f.initial for f in mia.form.fields if f.key.endswith("audience")] == [""] * 5
    mia.fills(**ALL, support__note="Hello", support__audience="only_me")
    spring.passes(days=28)
    mia.presses("Answer in a form")
    picked = {f.key: f.initial for f in mia.form.fields if f.key.endswith("audience") and f.initial}
    assert picked == {"support.audience": "only_me"}


def test_notes_reach_whom_their_authors_picked_after_the_close(spring: World) -> None:
    answers(spring["m0"], support__note="quiet unnamed note", support__audience="lead_unnamed")
    answers(spring["m1"], support__note="named note", support__audience="lead_named")
    answers(spring["m2"], changed__note="pair note", changed__audience="pair")
    answers(spring["m3"], unsure__note="own note", unsure__audience="only_me")
    assert "note" not in spring["lena"].all.replace("notes", "")
    spring.passes(days=11)
    lead = spring["lena"].all
    assert "quiet unnamed note" in lead
    assert "M0" not in lead.split("quiet unnamed note")[1][:40]
    assert "named note" in lead
    assert "M1" in lead
    assert "pair note" not in lead
    assert "own note" not in lead
    assert "pair note" in spring["e2"].all
    assert "A note from M2" in spring["e2"].all
    everybody = "".join(spring[f"{side}{n}"].all for side in "me" for n in range(6))
    assert "own note" not in everybody
    assert everybody.count("pair note") == 1
    spring.passes(days=18)
    assert "own note" in spring["m3"].presses("Answer in a form")


def test_a_note_names_no_role_where_one_is_small(world: World) -> None:
    """Naming the large role alone would name the small one by elimination."""
    world.begins(*STAFF, *(row for n in range(8) for row in pair(f"m{n}", f"e{n}")))
    world.all_sign(*(f"{side}{n}" for n in range(8) for side in "me"))
    world.passes(days=7, hours=2)
    for n in range(8):
        answers(world[f"m{n}"], support__note=f"from mentor {n}", support__audience="lead_unnamed")
    answers(world["e0"], support__note="from an executive", support__audience="lead_unnamed")
    world.passes(days=11)
    few = world["lena"].all
    assert "from an executive" in few
    assert "(mentors)" not in few
    world.passes(days=18)
    for n in range(8):
        for side in "me":
            answers(world[f"{side}{n}"], support__note=f"again {side}{n}", support__audience="lead_unnamed")
    world.passes(days=11)
    enough = world["lena"].all.removeprefix(few)
    assert "(mentors)" in enough
    assert "(executives)" in enough


def test_a_lead_reads_notes_again_privately(spring: World) -> None:
    answers(spring["m0"], support__note="unnamed note", support__audience="lead_unnamed")
    spring.passes(days=11)
    spring["lena"].types("/cohort")
    assert "unnamed note" in spring["lena"].presses("Read notes (1)")
    assert "Only programme leads can see that. Ask Lena" in spring["m1"].does(
        "programme.read_notes", cohort=_cohort(spring)
    )


def test_one_reminder_to_those_who_have_not_answered_all(spring: World) -> None:
    answers(spring["m0"])
    spring["m1"].presses("Answer in a form")
    spring["m1"].fills(changed="tried")
    spring.passes(days=6)
    assert spring["m0"].all.count("I won't remind you again") == 0
    assert spring["m1"].all.count("I won't remind you again") == 1
    assert "You have answered 1 of 5." in spring["m1"].all
    assert spring["m2"].all.count("I won't remind you again") == 1


def test_the_reminder_takes_the_place_of_the_first_card(spring: World) -> None:
    place = len(spring["m1"].conversation) - 1
    spring.passes(days=6)
    assert "I have asked again below" in spring.edge.reads(spring["m1"].conversation[place])
    assert "I won't remind you again" in spring["m1"].last


def test_notes_arrive_in_working_hours(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil", zone="Australia/Sydney", country="AU"))
    world.passes(days=1)
    world.all_sign("mia", "emil")
    world.passes(days=7)
    answers(world["mia"], changed__note="well done", changed__audience="pair")
    world.passes(days=9, hours=10)
    assert "well done" not in world["emil"].all
    world.passes(days=1)
    assert "well done" in world["emil"].all


def test_words_when_nothing_is_pending_get_a_short_answer(spring: World) -> None:
    answers(spring["m0"])
    assert "You have answered everything." in spring["m0"].types("Thanks!")


def test_the_close_reads_the_same_for_all(spring: World) -> None:
    answers(spring["m0"])
    spring.passes(days=11)
    closed = [m for m in spring["m0"].conversation if "This check-in is closed" in spring.edge.reads(m)]
    other = [m for m in spring["m1"].conversation if "This check-in is closed" in spring.edge.reads(m)]
    assert closed == other != []


def test_answers_after_the_close_change_nothing(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer in a form")
    spring.passes(days=11)
    assert "has closed, so nothing was changed" in mia.fills(**ALL)
    assert "No check-in is open" in mia.types("/check-in")


def test_three_silent_rounds_pause_and_say_so(spring: World) -> None:
    spring.passes(days=80)
    assert "The last 3 check-ins passed without an answer, so I stop asking" in spring["m0"].all
    before = len(spring["m0"].conversation)
    spring.passes(days=30)
    assert len(spring["m0"].conversation) == before
    assert "Check-ins are on again" in spring["m0"].presses("Resume my check-ins")


def test_an_answer_breaks_the_silence(spring: World) -> None:
    spring.passes(days=28)
    answers(spring["m0"])
    spring.passes(days=45)
    assert "I stop asking" not in spring["m0"].all
    assert "I stop asking" in spring["m1"].all


def test_somebody_elses_check_in_is_refused(spring: World) -> None:
    spring["m1"].presses("Answer here")
    action = spring["m1"].events[-1].act.action  # type: ignore[union-attr]  # it was a press
    for name in ("checkins.form", "checkins.chat", "checkins.choose", "checkins.tell", "checkins.no_note"):
        assert "belongs to somebody else" in spring["m0"].does(name, **action.params)


def test_stale_and_forged_buttons_change_nothing(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer here")
    about = mia.events[-1].act.action.params  # type: ignore[union-attr]  # it was a press
    assert "from earlier" in mia.does("checkins.choose", check_in="nope", question="changed", option="habit")
    assert "from earlier" in mia.does("checkins.choose", **about, question="changed", option="everything")
    assert "from earlier" in mia.does("checkins.choose", **about, question="salary", option="habit")
    assert "from earlier" in mia.does("checkins.obliterate", **about)
    assert "5 short questions" in mia.types("/check-in")


def test_a_repeated_press_answers_once(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer here")
    mia.presses("A new weekly habit")
    assert "add a note" in mia.repeats()
    mia.presses("No note")
    mia.types("2")
    assert "add a note" in mia.repeats()
    mia.types("no")
    assert "2 of 5 answered" in mia.types("/check-in")


def test_an_old_form_that_arrives_again_undoes_nothing(spring: World) -> None:
    mia = spring["m0"]
    answers(mia)
    first = mia.events[-1]
    mia.presses("Change my answers")
    mia.fills(**(ALL | {"changed": "workflow"}))
    spring.arrives(first)
    mia.presses("Change my answers")
    assert mia.form
    assert next(f.initial for f in mia.form.fields if f.key == "changed") == "workflow"


def test_odd_words_are_taken_as_words(spring: World) -> None:
    mia = spring["m0"]
    odd = "🙂🙃 <script>alert(1)</script> @here <!channel> \u202eمرحبا \x00\x07 `*_~"
    answers(mia, changed__note=odd, changed__audience="pair")
    spring.passes(days=11)
    received = next(m for m in spring["e0"].conversation if "A note from" in m.title)
    assert "<script>alert(1)</script> @here <!channel>" in spring.edge.reads(received)
    assert "\x00" not in spring.edge.reads(received)


def test_too_long_and_empty_answers(spring: World) -> None:
    mia = spring["m0"]
    mia.presses("Answer in a form")
    said = mia.fills(**ALL, changed__note="x" * 2_001, changed__audience="pair")
    assert said == "This is 1 character too long; please keep it to 2,000."
    mia.presses("Answer in a form")
    assert "0 of 5 answered" in mia.fills()
    mia.presses("Answer here")
    mia.presses("Nothing yet")
    assert "too long and was not kept" in mia.types("y" * 2_500)


def test_unknown_words_get_the_list(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    assert "/check-in" in world["mia"].types("make me a sandwich")
    assert "sandwich" not in world["mia"].last
    assert "/check-in" in world["mia"].types("/sandwich")
    assert "What I can do for you" in world["mia"].types("help")
    assert "You are not on the roster" in world["stranger"].types("/check-in")


def test_the_leads_own_question_is_asked_too(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"), own_question="How useful was the kick-off day?")
    world.all_sign("mia", "emil")
    world.passes(days=7, hours=2)
    assert "6 short questions" in world["mia"].last
    assert "How useful was the kick-off day?" in world["mia"].presses("Answer in a form")


def _cohort(world: World) -> str:
    cohort = world.work(lambda u: u.programme.named(COHORT))
    assert cohort
    return cohort.id
