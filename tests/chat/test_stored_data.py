"""Buttons and forms that stand in people's chats come back as an earlier release wrote them."""

from __future__ import annotations

import json

from adapters.slack.action_data import decode_action, decode_origin, encode_action, encode_origin
from adapters.slack.reply_target import SlackReplyTarget
from adapters.teams.action_data import ButtonData, FormData, decode_action_data, encode_action_data
from bot.surface import Action

ACTION = Action("checkins.answer", {"round": "r1"})
TARGET = SlackReplyTarget(
    channel="D1",
    message_ts="1.2",
    thread_ts="1.1",
    response_url="https://hooks.example/1",
    is_ephemeral=True,
    began_at_home=True,
)
SLACK_VALUE = '{"name":"checkins.answer","about":{"round":"r1"}}'
SLACK_METADATA = (
    '{"action":{"name":"checkins.answer","about":{"round":"r1"}},"instance":"form-1","place":{"channel":"D1",'
    '"thread_ts":"1.1","message_ts":"1.2","response_url":"https://hooks.example/1","trigger_id":"","view_id":"",'
    '"view_hash":"","is_ephemeral":true,"is_home":false,"began_at_home":true}}'
)
TEAMS_BUTTON = '{"upmentor":{"is":"press","do":{"name":"checkins.answer","about":{"round":"r1"}}}}'
TEAMS_FORM = (
    '{"upmentor":{"is":"form","do":{"name":"checkins.answer","about":{"round":"r1"}},"instance":"form-1",'
    '"card":"card-1"}}'
)


def test_a_button_of_slack() -> None:
    assert decode_action(SLACK_VALUE) == ACTION
    assert encode_action(ACTION) == SLACK_VALUE


def test_a_modal_of_slack() -> None:
    origin = decode_origin(SLACK_METADATA)
    assert origin
    assert (origin.action, origin.instance, origin.target) == (ACTION, "form-1", TARGET)
    assert encode_origin(ACTION, "form-1", TARGET) == SLACK_METADATA


def test_a_card_of_teams() -> None:
    button, form = ButtonData(ACTION), FormData(ACTION, "form-1", "card-1")
    assert decode_action_data(json.loads(TEAMS_BUTTON)) == button
    assert decode_action_data(json.loads(TEAMS_FORM)) == form
    assert encode_action_data(button) == json.loads(TEAMS_BUTTON)
    assert encode_action_data(form) == json.loads(TEAMS_FORM)
