"""What is wrong with settings that are dictionaries: of the wiki, and of other apps that have some."""

from collections.abc import Mapping
from typing import Any

from django.core.checks import Warning

from ...conf import settings
from .options import problem_with


def problems_of(dictionaries: Mapping[str, type[Any]], id: str = "essaimage_wagtail.W201") -> list[Warning]:
    """``dictionaries``: the names of settings, and the dataclasses that know their keys. ``id``: of the warnings."""
    return [
        Warning(
            f"ESSAIMAGE[{setting!r}] {problem}",
            hint="What is wrong is left at its default. See docs/reference/settings.md.",
            id=id,
        )
        for setting, kind in dictionaries.items()
        for name, value in getattr(settings, setting).items()
        if (problem := problem_with(kind, name, value))
    ]
