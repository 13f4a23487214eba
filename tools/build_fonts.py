"""Cut the fonts that exports carry: `python -m tools.build_fonts INTER.woff2 NOTO_FOLDER`.

Needs fontTools and brotli (`pip install fonttools brotli`). INTER is `variable/InterVariable.woff2` of the npm package
`inter-ui`, NOTO_FOLDER holds `NotoSansCJK-Regular.ttc` and `NotoSansCJK-Bold.ttc` (Debian's `fonts-noto-cjk`). Writes
`dualsite/exports/fonts/`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont
from fontTools.varLib import instancer

MADE = Path(__file__).parents[1] / "dualsite" / "exports" / "fonts"

LATIN = (
    *((0x0020, 0x007E), (0x00A0, 0x036F), (0x0391, 0x03A9), (0x03B1, 0x03C9), (0x1E00, 0x1EFF), (0x2000, 0x206F)),
    *((0x2070, 0x209F), (0x20A0, 0x20C0), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2199), (0x2202, 0x2202)),
    *((0x2206, 0x2206), (0x2211, 0x2212), (0x221A, 0x221A), (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2260)),
    *((0x2264, 0x2265), (0x25A0, 0x25FF), (0x2605, 0x2606), (0x2610, 0x2612), (0x2713, 0x2717), (0x26A0, 0x26A0)),
    (0xFFFD, 0xFFFD),
)
"""What Inter is cut to, first and last of each stretch: Latin and Greek letters, punctuation, currencies, signs."""

WEIGHTS = {"Regular": 400, "SemiBold": 600}


def cut(font: TTFont, codes: Iterable[int], features: list[str], file: Path) -> None:
    """Write what of a font these characters need."""
    options = subset.Options(layout_features=features, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17], hinting=False)
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    # The day of a build would make every build another file.
    font.recalcTimestamp = False
    subset.save_font(font, str(file), options)
    print(f"{file.name}: {len(font.getBestCmap())} characters, {file.stat().st_size} bytes")


def inter(source: Path) -> None:
    """Inter in the weights that exports use, each a file of its own."""
    codes = [code for first, last in LATIN for code in range(first, last + 1)]
    for style, weight in WEIGHTS.items():
        font = instancer.instantiateVariableFont(TTFont(source), {"wght": weight, "opsz": 14})
        font.flavor = None
        full = f"Inter {style}".removesuffix(" Regular")
        for number, name in {
            1: full,
            2: "Regular",
            3: f"4.1;{full}",
            4: full,
            6: f"Inter-{style}",
            16: "Inter",
            17: style,
        }.items():
            font["name"].setName(name, number, 3, 1, 0x409)
        cut(font, codes, ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "case"], MADE / f"Inter-{style}.ttf")


def hangul_and_kanji() -> set[int]:
    """KS X 1001 Hangul and its letters, kana, the kanji of JIS X 0208, and the punctuation and full widths of both."""
    pairs = [bytes((first, second)) for first in range(0xA1, 0xFF) for second in range(0xA1, 0xFF)]
    korean, japanese = (
        {ord(one) for pair in pairs for one in pair.decode(charset, "ignore")} for charset in ("euc_kr", "euc_jp")
    )
    hanja = {code for code in korean - japanese if 0x4E00 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF}
    stretches = ((0x3001, 0x301F), (0x3041, 0x30FF), (0x3131, 0x318E), (0xFF01, 0xFFE6))
    return (korean | japanese) - hanja | {code for first, last in stretches for code in range(first, last + 1)}


def noto(folder: Path) -> None:
    """Noto Sans CJK, the Japanese shapes, in both weights."""
    for style in ("Regular", "Bold"):
        collection = TTCollection(folder / f"NotoSansCJK-{style}.ttc", lazy=True)
        font = next(one for one in collection if one["name"].getDebugName(1).startswith("Noto Sans CJK JP"))
        cut(font, hangul_and_kanji(), ["kern", "ccmp", "locl"], MADE / f"NotoSansCJKjp-{style}.otf")


def characters() -> None:
    """Which characters the fonts have together, as stretches of code points."""
    codes = sorted({code for file in MADE.glob("*.[ot]tf") for code in TTFont(file).getBestCmap()})
    stretches: list[list[int]] = []
    for code in codes:
        if stretches and stretches[-1][1] == code - 1:
            stretches[-1][1] = code
        else:
            stretches.append([code, code])
    lines = [f"{first:04X}" if first == last else f"{first:04X}-{last:04X}" for first, last in stretches]
    (MADE / "characters.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    inter(Path(sys.argv[1]))
    noto(Path(sys.argv[2]))
    characters()
