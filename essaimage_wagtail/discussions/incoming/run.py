"""Takes all e-mails of a box, one after the other; one that cannot be read blocks no other."""

import logging
import os
from collections import Counter
from pathlib import Path
from uuid import uuid4

from django.db import InterfaceError, OperationalError

from .boxes import Box, Item
from .taking import take

logger = logging.getLogger(__name__)

NOT_READ = "not read"


def receive(box: Box, rejected: Path | None = None) -> Counter[str]:
    """Take all e-mails of a box; returns how many had which :class:`~.outcomes.Outcome`, by its word. E-mails that
    raise an error count as :data:`NOT_READ`: they go to the directory ``rejected``, or stay where they are."""
    counts: Counter[str] = Counter()
    for item in box.items():
        try:
            outcome = take(item.mail).value
        except (OperationalError, InterfaceError):
            # The database fails, not the e-mail: it stays where it is, and the run ends.
            raise
        except Exception as error:
            # The log gets the type of the error alone: its message may have words or addresses of people.
            logger.error("An e-mail could not be read: %s", type(error).__name__)
            outcome = NOT_READ
        if outcome != NOT_READ or _is_set_aside(item, rejected):
            item.done()
        counts[outcome] += 1
    return counts


def _is_set_aside(item: Item, rejected: Path | None) -> bool:
    """Keep an e-mail where nobody but this user reads it."""
    if rejected is None:
        return False
    rejected.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(rejected / f"{uuid4()}.eml", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(item.mail.content)
    return True
