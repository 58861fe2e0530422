"""What WeasyPrint's tags lack for PDF/UA."""

from typing import Any


def mend_tags(document: Any, pdf: Any) -> None:
    """Receives a document before it is written: drawings that say nothing, since words beside them do, are no figures;
    a list whose entries are in groups is a group of lists."""
    elements = {item.reference: item for item in pdf.objects if _is_element(item)}
    for element in elements.values():
        if element["S"] == "/Figure" and "Alt" not in element:
            element["S"] = "/NonStruct"
        elif element["S"] == "/L":
            groups = [kid for kid in (elements.get(kid) for kid in element["K"]) if kid and kid["S"] == "/Div"]
            if groups:
                element["S"] = "/Div"
                for group in groups:
                    group["S"] = "/L"


def _is_element(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/StructElem"
