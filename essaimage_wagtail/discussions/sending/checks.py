"""System checks of discussions by e-mail. They import nothing that a site without the wiki could not."""

import re
from typing import Any

from django.apps import apps
from django.core.checks import Warning, register

from ...conf import settings

ADDRESS = re.compile(r"[^@\s<>,;:]{1,30}@[^@\s<>,;:]+")
"""With room for the secret word in front of the sign, where 64 characters may stand."""


@register()
def check_mail(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if not apps.is_installed("essaimage_wagtail.wiki"):
        return []
    from ...wiki.visitors.options import problem_with
    from ..mail_options import MailOptions, mail_options

    given = settings.DISCUSSIONS_MAIL
    problems = [problem_with(MailOptions, name, value) for name, value in given.items()]
    chosen = mail_options()
    problems += [
        f"has the address {address!r}, to which nobody can answer."
        for address in (chosen.address, *chosen.addresses.values())
        if address and not (isinstance(address, str) and ADDRESS.fullmatch(address))
    ]
    if chosen.separator not in ("+", "-", "=", "_", "."):
        problems.append("'separator' must be one of + - = _ .")
    return [
        Warning(
            f"ESSAIMAGE['DISCUSSIONS_MAIL'] {problem}",
            hint="See docs/reference/settings.md.",
            id="essaimage_wagtail.W235",
        )
        for problem in filter(None, problems)
    ]
