"""Its commands of `manage.py`."""
