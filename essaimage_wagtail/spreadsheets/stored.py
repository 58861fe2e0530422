"""Values of blocks as the database has them."""

import json
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from .cells import words


def plain(value: Any) -> Any:
    """What JSON makes of it."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def as_stored(stream: Any) -> Any:
    """What the database has of it: a day or an amount is a text there, whether it was read or set."""
    return plain(stream.get_prep_value())


def id_of(cell: Any) -> str:
    """An id that a file has is kept, also where the site does not know it: the page may come from another one."""
    try:
        return str(uuid.UUID(words(cell)))
    except ValueError:
        return str(uuid.uuid4())
