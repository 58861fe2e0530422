"""Everyone improves a page, everyone sees how it came about: an app of its own, switched on in ``INSTALLED_APPS``."""
