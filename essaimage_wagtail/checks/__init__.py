"""System checks: what a site can get wrong, and how to mend it.

Ids are stable; ``docs/reference/checks.md`` explains each.
"""

from . import databases, own_settings, projects, templates  # noqa: F401  (checks register themselves)
