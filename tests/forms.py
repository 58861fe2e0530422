"""Forms of the admin as a browser sends them."""

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


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


def posted(block, value):
    """A value as the admin's form sends it, for ``nested_form_data``; items of lists may be bare, or as stored."""
    if isinstance(block, blocks.BaseStructBlock):
        return {name: posted(child, value.get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.BaseStreamBlock):
        return _posted_items([(block.child_blocks[item["type"]], item) for item in value or []])
    if isinstance(block, blocks.ListBlock):
        return _posted_items([(block.child_block, item) for item in value or []])
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(value or "")
    return "" if value is None else str(value)


def _posted_items(items):
    rows = {}
    for number, (block, item) in enumerate(items):
        stored = item if isinstance(item, dict) and item.keys() >= {"type", "value"} else {"value": item}
        rows[str(number)] = {
            "deleted": "",
            "order": str(number),
            "type": stored.get("type", "item"),
            "id": stored.get("id", ""),
            "value": posted(block, stored["value"]),
        }
    return {"count": str(len(rows)), **rows}


def filled(answer, form):
    """The fields of a form as it stands, as a browser sends them."""
    soup = BeautifulSoup(answer.content, "html.parser").select_one(form)
    return {
        field["name"]: field.text
        if field.name == "textarea"
        else field.get("value", "on" if field.get("type") == "checkbox" else "")
        for field in soup.select("input[name], textarea[name]")
        if field.get("type") not in ("checkbox", "radio", "submit") or field.has_attr("checked")
    } | {
        field["name"]: next((one.get("value", "") for one in field.select("option[selected]")), "")
        for field in soup.select("select[name]")
    }
