"""The one table of sizes: each the narrower platform's, so that what is built can be shown anywhere.

Sources: Slack's Block Kit reference (docs.slack.dev/reference/block-kit) and the size at which
`msg_blocks_too_long` was met in practice (bolt-js #2509); Teams' cards reference and the 25 KB budget for
cards (learn.microsoft.com, format-your-bot-messages). Where a platform gives none, ours keeps a card readable.
"""

from __future__ import annotations

TITLE = 150  # Slack header block
FORM_TITLE = 24  # Slack modal title
BUTTON = 40  # Slack allows 75; Teams cuts long buttons on a phone
SUBMIT = 24  # Slack modal submit
ACTION = 255  # Slack action_id
ACTION_PARAMS = 1_000  # Slack button value 2,000, less the name and its encoding
URL = 3_000  # Slack button url
TEXT = 3_000  # Slack section text
NOTIFY = 150  # what a phone shows
FACT_LABEL = 100
FACT_VALUE = 1_000  # two of them and their markup fit Slack's field of 2,000
FACTS = 10  # Slack section fields
BUTTONS = 6  # Teams shows six in a row, Slack 25
BLOCKS = 40  # Slack 50 a message, less what a renderer adds
MESSAGE_CHARACTERS = 10_000  # 25 KB of a card, less its markup
MESSAGE_WEIGHT = 12_000  # Slack's practical 13,000 less what a renderer adds,
BLOCK_WEIGHT = 125  # where a block weighs this much beside its text
CARD = 24_000  # bytes: Teams' 25 KB for a card, less its frame,
CARD_TEXT = 6  # where a text weighs this much beside its own bytes,
CARD_FACT = 90
CARD_BLOCK = 250  # and a block and a button this much beside their texts
CARD_BUTTON = 160
FORM_ITEMS = 45  # Slack modal 100 blocks; a field may need two
FORM_CARD = 70_000  # bytes: Teams' 80 KB for a dialog (Slack 250 KB), less what is around it,
CARD_FIELD = 420  # where a field and an option weigh this much beside their texts
CARD_OPTION = 20
INSTANCE = 100
FIELD_LABEL = 150  # Slack label 2,000; longer ones nobody reads
FIELD_HINT = 300
SHORT_TEXT = 200
LONG_TEXT = 2_000  # Slack plain_text_input 3,000; what comes back must fit a message
OPTION = 75  # Slack option text
OPTION_VALUE = 150  # Slack option value
OPTIONS = 20  # a list longer than this wants a search
SCALE_STEPS = 11
CHART_TITLE = 50  # Slack data_visualization
CHART_SERIES = 6
CHART_CATEGORIES = 20
CHART_LABEL = 20
TABLE_COLUMNS = 10  # Slack 20; a phone shows few
TABLE_ROWS = 60  # Slack 100
TABLE_CELL = 200
