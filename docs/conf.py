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
