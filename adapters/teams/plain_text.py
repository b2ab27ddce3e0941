"""Plain text from Teams' markup: the words as people see them on their screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from adapters.teams.payloads import Attachment, Entity

_QUOTED = re.compile(r"<quoted\b[^<>]*/?>")
"""The tag in which a client puts the message that is replied to."""
_MENTION = re.compile(r"</?at\b[^<>]*>")
_DECLARED = re.compile(r"<!(?!--)")
"""No client sends a declaration, and Python's parser fails on some."""
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "pre", "blockquote", "h1", "h2", "h3"})
_REPLY = "http://schema.skype.com/Reply"


def typed_words(text: str, entities: Iterable[Entity], attachments: Iterable[Attachment], bot: str) -> str:
    """Removes mentions of the bot and the message that is replied to; mentions of people become their names.

    Some clients write < as an entity and some do not; the same words as HTML tell which.
    """
    text = _QUOTED.sub("", text)
    is_escaped = _is_escaped(text, attachments)
    for entity in entities:
        text = _without_mention(text, entity, bot)
    words = html.unescape(text) if is_escaped else text.replace("&nbsp;", " ")
    return words.replace("\xa0", " ").strip()


def plain_text(markup: object) -> str:
    """Plain words of HTML, with its lines and without the message that it replies to; "" for anything but a string."""
    reader = _Reader()
    reader.feed(_DECLARED.sub("&lt;!", markup if isinstance(markup, str) else ""))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_escaped(text: str, attachments: Iterable[Attachment]) -> bool:
    shown = _folded(html.unescape(_MENTION.sub("", text)))
    read = (plain_text(one.content) for one in attachments if one.content_type == "text/html")
    return "&" in text and any(_folded(one) == shown for one in read)


def _without_mention(text: str, entity: Entity, bot: str) -> str:
    if entity.type != "mention" or not entity.text:
        return text
    if entity.mentioned and entity.mentioned.id == bot:
        return text.replace(entity.text, " ")
    return text.replace(entity.text, _MENTION.sub("", entity.text))


def _folded(text: str) -> str:
    return "".join(text.split())


class _Reader(HTMLParser):
    """Collects the text of HTML. An emoji comes as a picture, whose alternative text is the character."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._quotes: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "blockquote":
            self._quotes.append(attributes.get("itemtype") == _REPLY)
        self._break(tag)
        if tag in ("img", "emoji"):
            self.handle_data(attributes.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if tag == "blockquote" and self._quotes:
            self._quotes.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._quotes):
            self.parts.append(data.replace("\xa0", " "))

    def _break(self, tag: str) -> None:
        """Each block begins and ends a line; there is no empty line before the first."""
        if tag == "br" or (tag in _BREAKS and self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append("\n")
