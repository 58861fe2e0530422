"""Forms of the admin as a browser sends them."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield


def sheet_form(**values):
    data = {
        "title": "Lavoir",
        "slug": "lavoir",
        "pitch": "",
        "cover_alt": "",
        "status": "running",
        "scope": "",
        "body": streamfield([]),
        "sources": streamfield([]),
        "licence": "CC-BY-SA-4.0",
        "citation": "",
        "tags": "",
        "method_key": "",
        "common_links": inline_formset([]),
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **values,
    }
    return nested_form_data(data)
