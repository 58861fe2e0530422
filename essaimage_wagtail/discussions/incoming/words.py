"""The words of an e-mail as a message of a thread: what is shown, what is folded, in which language, under which
title."""

import re
import unicodedata
from dataclasses import dataclass

from ...wiki.visitors.text import cleaned, line
from ..models import Author, Message
from ..models.messages import LONGEST
from .bodies import body_of
from .folding import fold
from .mail import Mail
from .phrases import ANSWER
from .scrubbing import without_people, without_secrets

LONGEST_TITLE = 200
LEFT_OUT_AT_MOST = 32_767
RIGHT_TO_LEFT = ("ar", "fa", "ur", "ps", "ckb", "he", "yi")
LIST_NAME = re.compile(r"\[[^\[\]]{1,80}\]\s*")
"""What lists put in front of a subject."""


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    quoted: str
    left_out: int


def words_of(mail: Mail, author: Author, answered: Message | None) -> Words:
    body = body_of(mail.message)
    folded = fold(body.text)
    people = author, answered.author if answered else None
    lines = without_secrets(folded.text, author).split("\n")
    text = "\n".join(without_people(one, *people) if one.startswith(">") else one for one in lines)
    quoted = without_people(without_secrets(folded.quoted, author), *people)
    return Words(cleaned(text), cleaned(quoted)[:LONGEST], min(body.left_out, LEFT_OUT_AT_MOST))


def says_nothing_new(text: str, answered: Message | None) -> bool:
    """Whether a text has no words of its own: none at all, or only those of the message that it answers, since some
    programs quote without any sign."""
    own = _letters(text)
    return not own or (answered is not None and own == _letters(answered.text))


def language_of(text: str, codes: list[str]) -> str:
    """The first of the languages ``codes`` that is written in the direction of the text; else the first of all."""
    is_from_right = sum(unicodedata.bidirectional(char) in ("R", "AL") for char in text) * 2 > len(_letters(text))
    return next((code for code in codes if code.startswith(RIGHT_TO_LEFT) == is_from_right), codes[0])


def title_of(mail: Mail, text: str) -> str:
    """The subject, without what programs put in front of it; for an empty one, the beginning of the text."""
    subject = mail.text("Subject")
    while found := ANSWER.match(subject) or LIST_NAME.match(subject):
        subject = subject[found.end() :]
    return line(subject)[:LONGEST_TITLE] or line(text)[:80]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
