"""The engine on the site's own database: SQLite or PostgreSQL."""

from .engine import DatabaseEngine

__all__ = ["DatabaseEngine"]
