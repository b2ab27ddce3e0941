"""Somebody who mentors in two cohorts: each pair has its charter, its contacts and its own way to them."""

from __future__ import annotations

import pytest

from bot.surface import Choice
from tests.stories.world import STAFF, World, alone, pair, shown_buttons


@pytest.fixture
def mia(world: World) -> World:
    """Mia mentors Emil, and Eva in a cohort with a lead and a contact of its own."""
    world.begins(*STAFF, *pair("mia", "emil"))
    world.begins(alone("otto", "lead"), alone("cora", "contact"), *pair("mia", "eva"), name="Autumn")
    return world


def test_a_flag_goes_to_a_contact_of_the_pair_it_is_about(mia: World) -> None:
    mia["mia"].types("/scope-flag")
    carl, cora = mia.person("carl"), mia.person("cora")
    flag = {"pairing": _with_eva(mia), "kind": "errand", "detail": "x"}
    assert "no contact for this pair" in mia["mia"].fills(**flag, hears=f"unnamed:{carl.id}")
    assert "goes to Cora" in mia["mia"].fills(**flag, hears=f"unnamed:{cora.id}")


def test_each_charter_is_found_and_signed_whichever_comes_first(mia: World) -> None:
    first, other = ("Emil", "Eva") if "Emil" in mia["mia"].types("/charter") else ("Eva", "Emil")
    mia["mia"].presses("I agree and sign")
    card = mia["mia"].types("/charter")
    assert f"{other} has not signed yet" in card
    assert "Mia has not signed yet" in card
    back = mia["mia"].presses("Charter of")
    assert f"{first} has not signed yet" in back
    assert "Mia signed" in back


def test_home_has_a_way_to_the_charter_of_each_pair(mia: World) -> None:
    mia["mia"].types("/home")
    shown = [
        one.action.params["cohort"]
        for one in shown_buttons(mia["mia"].conversation[-1])
        if one.action.name == "charter.show"
    ]
    assert len(set(shown)) == 2


def _with_eva(world: World) -> str:
    form = world["mia"].form
    assert form
    pairs = next(field for field in form.fields if field.key == "pairing")
    assert isinstance(pairs, Choice)
    return next(one.value for one in pairs.options if "Eva" in one.label)
