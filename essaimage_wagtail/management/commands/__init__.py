"""Commands of `manage.py`, for operators: the index, territories, completeness, stored content."""
