"""A site that changes and extends everything it can, with the code that ``docs/how-to/extend.md`` shows.

Its tests are in ``extending.py``, run by ``tests/test_extending.py`` in a process with these settings.
"""
