"""What the wiki keeps in tables of its own."""

from .suggestions import Salt, Suggestion

__all__ = ["Salt", "Suggestion"]
