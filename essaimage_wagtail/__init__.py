"""Reproduce local initiatives on other territories, with Wagtail."""

__version__ = "0.1.0"
