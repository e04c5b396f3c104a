"""Makes the fonts that npm @fontsource/be-vietnam-pro does not have as we need them.

be-vietnam-figures-{400,600}.woff2: the ten digits of Be Vietnam Pro, all equally wide. The web fonts of Be Vietnam Pro
have no tabular figures ("tnum"), and its 1 is little more than half as wide as its 4: columns of money would not stand
under each other. The outlines are untouched; only the side bearings change.

be-vietnam-pro-{latin,more,vietnamese}-{400,600}.woff2: without the features that no text of ours asks for, and without hinting,
which is half of their bytes: a first visit has 400 KiB for everything.

    pip install fonttools brotli
    python3 make-fonts.py <unpacked npm package @fontsource/be-vietnam-pro>/files .
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FIGURE_WIDTH = {400: 656, 600: 672}
SOURCE, TARGET = Path(sys.argv[1]), Path(sys.argv[2])

for weight, width in FIGURE_WIDTH.items():
    font = TTFont(SOURCE / f"be-vietnam-pro-latin-{weight}-normal.woff2")
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 13, 14])
    worker = subset.Subsetter(options)
    worker.populate(text="0123456789")
    worker.subset(font)
    for table in ("GSUB", "GPOS", "GDEF", "kern"):
        if table in font:
            del font[table]
    glyphs, metrics, names = font["glyf"], font["hmtx"], font.getBestCmap()
    for digit in "0123456789":
        name = names[ord(digit)]
        glyph = glyphs[name]
        shift = (width - (glyph.xMax - glyph.xMin)) // 2 - glyph.xMin
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        metrics[name] = (width, glyph.xMin)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = "Be Vietnam Figures"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(TARGET / f"be-vietnam-figures-{weight}.woff2")

# What English and Vietnamese are written with; the other letters of western Europe are fetched when a text has one.
LATIN = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0°·×–—‘’“”•…€−"
    + "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý"
)


def write(letters: str, weight: int, name: str, wanted) -> None:
    font = TTFont(SOURCE / f"be-vietnam-pro-{letters}-{weight}-normal.woff2")
    options = subset.Options(layout_features=["kern"], hinting=False, name_IDs=[0, 1, 2, 13, 14])
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[sign for sign in font.getBestCmap() if wanted(chr(sign))])
    worker.subset(font)
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(TARGET / f"be-vietnam-pro-{name}-{weight}.woff2")


for weight in (400, 600):
    write("latin", weight, "latin", lambda sign: sign in LATIN)
    write("latin", weight, "more", lambda sign: sign not in LATIN)
    write("vietnamese", weight, "vietnamese", lambda sign: True)
