"""Sphinx configuration; build with ``make docs``."""

from essaimage_wagtail import __version__

project = "essaimage-wagtail"
author = "essaimage-wagtail contributors"
copyright = f"2026, {author}"
release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "explanation/folders.md"]
nitpicky = True
html_theme = "furo"
html_title = f"essaimage-wagtail {release}"


def in_its_language(app, pagename, templatename, context, doctree):
    """The pages of docs/fr say that they are in French."""
    if pagename.startswith("fr/"):
        context["language"] = "fr"


def setup(app):
    app.connect("html-page-context", in_its_language)
