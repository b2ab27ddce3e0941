"""The one table of Teams' own limits.

Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages (a message of about 100 KB,
28 KB where a webhook carries it, so 25 KB for a card), github.com/MicrosoftDocs/msteams-docs/issues/4135 (80 KB for
what answers an invoke), and the reference of cards (adaptivecards.io).
"""

from __future__ import annotations

CARD_BYTES = 25_000  # a card in a chat, as compact JSON
DIALOG_BYTES = 75_000  # a card that answers an invoke, less what is around it
ACTIONS = 6  # buttons in a row,
ROW = 56  # and the letters of a row, at 8 pixels each, of the 460 that a card has in the narrowest chat,
BUTTON_FRAME = 4  # of which a button takes this much beside its label
DIALOG_TITLE = 64
DIALOG_WIDTH = 600  # pixels
DIALOG_HEIGHTS = (240, 720)  # pixels: the least and the most
EVENT_KEY = 255
