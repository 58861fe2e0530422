"""A site that was made with the first migrations and is upgraded, for ``tests/test_upgrade.py``."""
