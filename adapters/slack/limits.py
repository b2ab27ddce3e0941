"""The one table of Slack's own limits. Where two sources differ, the lower number stands.

Sources: docs.slack.dev/reference/block-kit (blocks, block-elements, composition-objects), docs.slack.dev/reference/
views, docs.slack.dev/reference/methods/chat.postMessage; github.com/slackapi/bolt-js/issues/2509 for the weight of
a message; github.com/vercel/chat/pull/696 for tables and charts of a message;
github.com/assistant-ui/assistant-ui/pull/5785 for data tables.
"""

from __future__ import annotations

# A message and what weighs in it.
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 40_000  # the fallback beside the blocks
MESSAGE_WEIGHT = 13_000  # `msg_blocks_too_long` was met at 13,297 characters in one block,
BLOCK_WEIGHT = 125  # and at 13,172 with a divider more

# A view: a modal or a home tab.
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
VIEW_LABEL = 24  # title, submit and close
METADATA = 3_000
IDENTIFIER = 255  # callback_id, external_id, block_id and action_id

# Blocks.
TEXT = 3_000  # any text object that has no smaller limit
HEADER = 150
FIELDS = 10
FIELD = 2_000
CONTEXT = 10
ACTIONS = 25
LABEL = 2_000  # of an input, and its hint
ALERT = 200

# Tables and charts.
TABLES = 1  # `table` blocks of a message; `data_table` has no such limit
TABLE_ROWS = 100
DATA_TABLE_ROWS = 101  # with the heading; newer copies of the reference say 201
TABLE_COLUMNS = 20
CAPTION = 150  # no number is given
TABLE_TEXT = 10_000  # all cells of a message together
CHARTS = 2
CHART_TITLE = 50
CHART_SERIES = 6
CHART_CATEGORIES = 20
CHART_LABEL = 20
CHART_AXIS = 50

# Elements.
BUTTON = 75
BUTTON_VALUE = 2_000
URL = 3_000
OPTION = 75
OPTION_VALUE = 150
RADIOS = 10
CHECKBOXES = 10
SELECT = 100
PLACEHOLDER = 150
INPUT = 3_000  # what a text input can be told to take
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
