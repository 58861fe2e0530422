"""How fields are declared to wagtail-localize."""

from wagtail_localize.fields import SynchronizedField


def same_in_every_language(names):
    """``override_translatable_fields`` for facts: copied to every language, and edited in the original alone."""
    return [SynchronizedField(name, overridable=False) for name in names]
