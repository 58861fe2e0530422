"""The templates of a site: the base of all pages, and those that never come first."""

import re
from pathlib import Path

from django.apps import apps
from django.core.checks import Error, Warning, register
from django.template import TemplateDoesNotExist
from django.template.base import Template
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from ..conf import SETTING, settings

CONTENT_BLOCK = "essaimage_content"
_OTHER_TEMPLATES = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")


@register()
def check_base_template(app_configs, **kwargs):
    """A base template without our block would show pages without their content, and no error."""
    name = settings.BASE_TEMPLATE
    try:
        template = get_template(name)
    except TemplateDoesNotExist:
        return [
            Error(
                f"The template {name!r} does not exist.",
                hint=f"Correct {SETTING}['BASE_TEMPLATE'] or leave it out.",
                id="essaimage_wagtail.E006",
            )
        ]
    if not isinstance(getattr(template, "template", None), Template):
        return []  # another engine's, which cannot be read here
    sources = list(_sources(name, template.template.engine, seen=set()))
    if not any(CONTENT_BLOCK in source for source in sources):
        return [
            Warning(
                f"The template {name!r} has no block {CONTENT_BLOCK!r}.",
                hint=(
                    "Pages would show nothing of their own. Put {% block essaimage_content %}{% endblock %} "
                    "where the content goes (see “Use your site's own base template” in the documentation)."
                ),
                id="essaimage_wagtail.W001",
            )
        ]
    if not any("wagtailuserbar" in source for source in sources):
        return [
            Warning(
                f"The template {name!r} has no Wagtail user bar.",
                hint="Editors have no way from a page to its form, and Wagtail's accessibility checks find nothing, "
                "for any page. Put {% load wagtailuserbar %}{% wagtailuserbar %} before </body>.",
                id="essaimage_wagtail.W011",
            )
        ]
    return []


def _sources(name, engine, seen):
    """A template's source, and those of the templates that it extends or includes.

    Several may go by one name: a site's may extend the one by the same name of an app.
    """
    seen.add(name)
    for loader in engine.template_loaders:
        for origin in loader.get_template_sources(name):
            try:
                source = origin.loader.get_contents(origin)
            except TemplateDoesNotExist:
                continue
            yield source
            for other in _OTHER_TEMPLATES.findall(source):
                if other not in seen:
                    yield from _sources(other, engine, seen)


@register()
def check_template_order(app_configs, **kwargs):
    """Django takes the first template of a name, in the order of the apps: that of an app after ours is never used."""
    found = get_app_template_dirs("templates")
    ours = Path(apps.get_app_config("essaimage_wagtail").path, "templates")
    later = found[found.index(ours) + 1 :] if ours in found else []
    hidden = [
        path
        for directory in later
        for path in sorted(directory.glob("essaimage_wagtail/**/*.html"))
        if (ours / path.relative_to(directory)).exists()
    ]
    return [
        Warning(
            f"{path} is never used: the template of essaimage_wagtail comes first.",
            hint="Put your app before essaimage_wagtail in INSTALLED_APPS, or the template in a directory of "
            "TEMPLATES[…]['DIRS'].",
            id="essaimage_wagtail.W012",
        )
        for path in hidden
    ]
