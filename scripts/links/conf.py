"""Sphinx configuration of ``make links``: the pages of the repository, README too, with their links to other sites."""

extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["*.md", "docs/**/*.md"]
exclude_patterns = ["docs/_build"]
# How pages hang together is what `make docs` and the tests look at.
suppress_warnings = ["toc.not_included", "myst.xref_missing", "myst.header"]
# Examples, and what answers on the reader's own machine.
linkcheck_ignore = [r"https?://(example\.org|127\.0\.0\.1)\b"]
linkcheck_timeout = 20
linkcheck_retries = 2
