"""Roles by a command: groups with their rights on trees of pages, and who approves what is submitted there."""

from django.contrib.auth.models import Group

from .declared import ROLES
from .granting import grant
from .trees import languages, whole_site

__all__ = ["group_of"]


def group_of(role: str, language: str = "") -> Group:
    """The group of a role (such as ``"contributor"``) in a language, by its code; that of stewards needs none. It is
    made, or given what it lacks. Raises ``KeyError`` for a role that there is not."""
    declared = ROLES[role]
    tree = languages([language])[language] if declared.has_trees else whole_site()
    group, _changes = grant(declared, tree)
    return group
