"""System checks of the wiki."""

from django.contrib.auth import get_user_model
from django.core.checks import Warning, register
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from .accounts.making import unknown_fields
from .accounts.options import BY_MODERATOR, WHEN_CONFIRMED
from .accounts.options import Options as AccountOptions
from .accounts.options import options as account_options
from .suggestions.options import Options as SuggestionOptions
from .visitors.checks import problems_of
from .visitors.options import Options as VisitorOptions
from .watching.options import Options as WatchingOptions

DICTIONARIES = {
    "ACCOUNTS": AccountOptions,
    "SUGGESTIONS": SuggestionOptions,
    "VISITORS": VisitorOptions,
    "WATCHING": WatchingOptions,
}
"""Settings that are dictionaries, and the dataclasses that know their keys."""


@register()
def check_dictionaries(app_configs, **kwargs):
    return problems_of(DICTIONARIES)


@register()
def check_addresses(app_configs, **kwargs):
    try:
        reverse("essaimage:wiki:improve", args=["00000000-0000-0000-0000-000000000000", "en"])
    except NoReverseMatch:
        return [
            Warning(
                "essaimage_wagtail.wiki is installed, and its addresses are not: no page offers to be improved.",
                hint='In urls.py, write path("essaimage/", include("essaimage_wagtail.urls")) before Wagtail\'s own.',
                id="essaimage_wagtail.W202",
            )
        ]
    return []


@register()
def check_accounts(app_configs, **kwargs):
    chosen = account_options()
    if not chosen.ask:
        return []
    return [
        *_unknown_callables({"rule": chosen.rule, "maker": chosen.maker}),
        *([] if chosen.maker else _unknown_fields()),
    ]


def _unknown_callables(given):
    for key, path in given.items():
        if path in ("", BY_MODERATOR, WHEN_CONFIRMED):
            continue
        try:
            is_known = callable(import_string(path))
        except ImportError:
            is_known = False
        if not is_known:
            yield Warning(
                f"ESSAIMAGE['ACCOUNTS'][{key!r}] is {path!r}, which is no callable.",
                hint="Name a function by its dotted path. See docs/how-to/accounts.md.",
                id="essaimage_wagtail.W203",
            )


def _unknown_fields():
    if names := unknown_fields():
        yield Warning(
            f"No request for an account says the {', '.join(names)} of {get_user_model().__name__}.",
            hint="Name in ESSAIMAGE['ACCOUNTS']['maker'] a function. See docs/how-to/accounts.md.",
            id="essaimage_wagtail.W204",
        )
