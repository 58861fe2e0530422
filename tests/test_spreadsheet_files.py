"""Files as people send them: any encoding, any separator, damaged, too large, or no spreadsheet at all."""

import datetime
import io
import zipfile

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from essaimage_wagtail.spreadsheets import reading
from essaimage_wagtail.spreadsheets.reading import NO_RESULT, Refused, read

ROWS = [["Nom", "Ville", "Créé"], ["Café réparé", "Saint-Étienne; nord", "1 950,50"]]


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def lines(content, name="file"):
    return [[line.cells for line in sheet.lines] for sheet in read(io.BytesIO(content), name)]


def notes(content):
    return [note for sheet in read(io.BytesIO(content)) for note in sheet.notes]


def workbook(fill):
    book = Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(encoding, separator):
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    assert lines(text.encode(encoding)) == [ROWS]


def test_the_ends_of_lines_of_old_macs():
    assert lines(b'Nom;Ville\r"a\rb";Lille\r') == [[["Nom", "Ville"], ["a\nb", "Lille"]]]


def test_excels_own_line_about_the_separator():
    assert lines(b"sep=|\nNom|Ville\na;b,c|d") == [[["Nom", "Ville"], ["a;b,c", "d"]]]


def test_two_encodings_in_one_file_are_read_line_by_line_and_told():
    content = "Nom;Ville\nÉcole;Lille\n".encode() + "Théâtre;Nîmes\n".encode("cp1252")
    assert lines(content)[0][1:] == [["École", "Lille"], ["Théâtre", "Nîmes"]]
    assert "two encodings" in notes(content)[0]


def test_merged_cells_count_in_all_of_their_places():
    def fill(tab):
        tab.append(["Nom", "Ville"])
        tab.append(["Un", "Lille"])
        tab.append(["Deux", None])
        tab.merge_cells("B2:B3")

    content = workbook(fill)
    assert lines(content)[0] == [["Nom", "Ville"], ["Un", "Lille"], ["Deux", "Lille"]]
    assert "merged cells" in notes(content)[0]


def test_a_formula_is_never_run_and_one_without_a_result_is_told():
    content = workbook(lambda tab: tab.append(["a", '=HYPERLINK("http://example.org")', "=1+1"]))
    assert lines(content) == [[["a", NO_RESULT, NO_RESULT]]]


def test_what_spreadsheets_make_of_dates_and_numbers():
    day, number = datetime.datetime(2027, 3, 15), 2014.0
    content = workbook(lambda tab: tab.append([day, number, True, " x_x000D_\r\ny "]))
    assert lines(content) == [[["2027-03-15", 2014, True, "x\ny"]]]


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\xef\xbb\xbf;;;\r\n", "empty"),
    "old Excel": (reading.OLE + b"\0" * 600, ".xls"),
    "password": (reading.OLE + b"\0" * 600 + reading.ENCRYPTED, "password"),
    "LibreOffice": (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "x"}), ".ods"),
    "page": (b"<html><table><tr><td>1", "web page"),
    "PDF": (b"%PDF-1.7", "no spreadsheet"),
    "binary": (bytes(range(256)) * 10, "no spreadsheet"),
    "cut": (packed(**{"xl__workbook.xml": "<workbook"}), "damaged"),
    "no ZIP": (b"PK\x03\x04" + b"x" * 100, "damaged"),
    "pictures": (packed(**{"a.png": "x"}), "no spreadsheet in this ZIP"),
    "bomb": (packed(**{"bomb.csv": b"0" * 30_000_000}), "too large"),
    "entities": (packed(**{"xl__workbook.xml": "<!DOCTYPE x [<!ENTITY a 'a'>]><x>&a;</x>"}), "no spreadsheet needs"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_what_to_do(name):
    content, words = REFUSED[name]
    with pytest.raises(Refused, match=words):
        lines(content)


def test_a_hundred_thousand_lines_are_the_limit(monkeypatch):
    monkeypatch.setattr(reading, "MAX_LINES", 100)
    with pytest.raises(Refused, match="more than 100 lines"):
        lines(b"a,b\n" + b"1,2\n" * 100)
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="larger than"):
        lines(b"a,b\n" + b"1,2\n" * 100)


def test_blank_lines_are_passed_over():
    def fill(tab):
        tab.append(["Nom"])
        tab.cell(5000, 1, "far away")

    [sheet] = read(io.BytesIO(workbook(fill)))
    assert [(line.number, line.cells) for line in sheet.lines] == [(1, ["Nom"]), (5000, ["far away"])]
