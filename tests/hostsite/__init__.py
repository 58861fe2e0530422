"""A site that has its own image, document and user models, as agencies' sites do.

Its tests are in ``own_models.py``, run by ``tests/test_host_site.py`` in a process with these settings.
"""
