"""The letters of the cards that social networks show, as a font for Pillow: ``python -m scripts.card_fonts NOTO``.

Latin ones are the package's own, Bricolage Grotesque, at its boldest but one; Arabic ones are those of Noto Kufi Arabic
(``files/noto-kufi-arabic-arabic-700-normal.woff2`` of the npm package ``@fontsource/noto-kufi-arabic``, which ``NOTO``
names). Both are under the SIL Open Font License, see ``OFL.txt`` and ``OFL-Noto.txt`` beside the font. Needs
``fonttools[woff]``.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

PACKAGE = Path(__file__).resolve().parent.parent / "essaimage_wagtail"
OWN = PACKAGE / "static/essaimage_wagtail/fonts/bricolage-grotesque.woff2"
CARD = PACKAGE / "data/fonts/card.ttf"
WEIGHT, OPTICAL_SIZE = 700, 48
ARABIC = [*range(0x0600, 0x0700), *range(0x200C, 0x2010)]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "init", "medi", "fina", "isol", "rlig", "liga", "calt"]


def trimmed(font: TTFont, letters: list[int]) -> TTFont:
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 13, 14], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = None
    scale_upem(font, 1000)
    return font


def main(noto: str) -> None:
    own = instantiateVariableFont(TTFont(OWN), {"wght": WEIGHT, "opsz": OPTICAL_SIZE})
    own = trimmed(own, list(own.getBestCmap()))
    arabic = TTFont(noto)
    known = own.getBestCmap()
    arabic = trimmed(arabic, [letter for letter in arabic.getBestCmap() if letter in ARABIC and letter not in known])
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/{number}.ttf" for number in range(2)]
        for font, path in zip((own, arabic), paths, strict=True):
            for table in ("STAT", "DSIG", "gasp", "vhea", "vmtx", "MVAR", "HVAR"):
                if table in font:
                    del font[table]
            font.save(path)
        merged = Merger().merge(paths)
    # A font that is changed has another name than its sources.
    for number, words in {1: "Essaimage Card", 2: "Bold", 4: "Essaimage Card Bold", 6: "EssaimageCard-Bold"}.items():
        merged["name"].setName(words, number, 3, 1, 0x409)
    CARD.parent.mkdir(exist_ok=True)
    merged.save(CARD)
    print(f"{CARD.name}: {CARD.stat().st_size} bytes, {len(merged.getBestCmap())} letters")


if __name__ == "__main__":
    main(sys.argv[1])
