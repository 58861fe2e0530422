"""The address of a list in the admin, to come back to after an act on one of its rows."""


def address_of_list(request, url):
    """The list at ``url`` as it is filtered and sorted, also while Wagtail asks for its results alone."""
    query = request.GET.copy()
    for name in [name for name in query if name.startswith("_w_")]:
        del query[name]
    return f"{url}?{query.urlencode()}" if query else url
