"""Who organises an encounter: reads who comes, makes the programme, records the balance."""

from typing import Any


def may_organise(page: Any, user: Any) -> bool:
    """Whether a user organises an encounter: organisers are the people who may change its page."""
    return bool(user.is_active and page.permissions_for_user(user).can_edit())
