"""Signals by which other apps learn what happens in discussions."""

from django.dispatch import Signal

__all__ = ["message_shown", "message_waits"]

message_shown = Signal()
"""Sent once for a message, in the transaction in which everybody may read it from then on. ``sender``: the class
``Message``; ``message``: the row."""

message_waits = Signal()
"""Sent in the transaction in which a message begins to wait for a moderator, or is reported. ``sender``: the class
``Message``; ``message``: the row."""
