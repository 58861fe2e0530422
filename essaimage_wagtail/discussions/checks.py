"""System checks of discussions. They import nothing that a site without the wiki could not."""

from django.apps import apps
from django.core.checks import Warning, register

from ..checks.needs import without_wiki
from ..conf import settings


@register()
def check_wiki(app_configs, **kwargs):
    return without_wiki(
        "essaimage_wagtail.discussions is installed without essaimage_wagtail.wiki, whose forms, limits and "
        "e-mails it uses: no discussion can be read.",
        "essaimage_wagtail.E231",
    )


@register()
def check_options(app_configs, **kwargs):
    if not apps.is_installed("essaimage_wagtail.wiki"):
        return []
    from ..wiki.visitors.options import problem_with
    from .options import EVERYONE, MEMBERS, Options

    problems = [problem_with(Options, name, value) for name, value in settings.DISCUSSIONS.items()]
    if settings.DISCUSSIONS.get("readers", EVERYONE) not in (EVERYONE, MEMBERS):
        problems.append(f"has readers that are neither {EVERYONE!r} nor {MEMBERS!r}: nobody but members reads.")
    return [
        Warning(
            f"ESSAIMAGE['DISCUSSIONS'] {problem}",
            hint="See docs/reference/settings.md.",
            id="essaimage_wagtail.W232",
        )
        for problem in filter(None, problems)
    ]
