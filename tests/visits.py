"""Visits: pages as anyone gets them, what a search shows, and what both cost."""

from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST_QUERIES = 18
"""Statements that any public page may cost, but for a sheet. Two are for menu and footer, one counts discussions."""
MOST_QUERIES_OF_A_SHEET = 24
"""What is around a sheet (terms, tags, contacts, commons, replications, sponsorships) is read by a plain query each."""
MANY = 12
"""Of each thing, where its number must not count: as many statements more would be over every limit."""


def get(client, url, status=200, /, **params):
    """The answer at an address, which ``params`` complete (a list is given several times)."""
    response = client.get(f"{url}?{urlencode(params, doseq=True)}" if params else url)
    assert response.status_code == status, response.content
    return response


def search(client, site, language="fr", **params):
    """What the directory of a language is given to show, for these parameters."""
    return get(client, site.directory[language].url, **params).context["directory"]


def titles(view):
    return [hit["title"] for hit in view.results.hits]


def queries(client, url):
    """Statements of an anonymous visit, with the site's and the renditions' caches warm.

    On PostgreSQL every search reads again what transactions have written that have not ended; here that is the
    test's own, and does not count.
    """
    for _time in range(2):
        get(client, url)
    with CaptureQueriesContext(connection) as context:
        get(client, url)
    statements = [query["sql"] for query in context.captured_queries]
    if connection.vendor == "postgresql":
        statements = [sql for sql in statements if "essaimage_wagtail_indexeddocument WHERE generation" not in sql]
    return statements
