"""Values of blocks as the database has them."""

import json
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from .cells import words


def plain(value: Any) -> Any:
    """A value after a round trip through JSON."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def as_stored(stream: Any) -> Any:
    """A stream as the database stores it: a day or an amount is always a text there."""
    return plain(stream.get_prep_value())


def id_of(cell: Any) -> str:
    """The id in a cell, even if this site does not know it, since the page may come from another site; a new id if the
    cell has none."""
    try:
        return str(uuid.UUID(words(cell)))
    except ValueError:
        return str(uuid.uuid4())
