"""The list and search page whole: the question, facets, results, addresses, map, feeds and the API."""
