"""Threads, their messages, who writes them, who follows, and what came by e-mail."""

from .authors import Author
from .following import Follow, Sending
from .incoming import Received
from .messages import Message, Report
from .threads import Thread

__all__ = ["Author", "Follow", "Message", "Received", "Report", "Sending", "Thread"]
