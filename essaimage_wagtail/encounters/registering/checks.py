"""The system check of ``ESSAIMAGE["ENCOUNTERS"]``."""

from typing import Any

from django.core.checks import CheckMessage, register

from ...wiki.visitors.checks import problems_of
from .options import Options


@register()
def check_options(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*problems_of({"ENCOUNTERS": Options})]
