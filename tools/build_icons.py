"""Cut Streamlit's font of icons down to those that it and the app name: `python -m tools.build_icons`.

Needs fontTools and brotli (`pip install fonttools brotli`), which nothing else here does. Writes
`static/fonts/icons.woff2`, which is sent in the place of Streamlit's own.
"""

from __future__ import annotations

import re
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
STREAMLIT = Path(streamlit.__file__).parent / "static" / "static"
MADE = ROOT / "static" / "fonts" / "icons.woff2"

NAMED = re.compile(r":material/([a-z0-9_]+):")


def named() -> set[str]:
    """The icons that Streamlit's scripts and the app's code name."""
    files = [*STREAMLIT.glob("js/*.js"), *(ROOT / "dualsite").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    return {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}


def main() -> None:
    font = TTFont(next(STREAMLIT.glob("media/MaterialSymbols-Rounded.*.woff2")))
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    icons = {
        "".join(letters[part] for part in (first, *one.Component)): one.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for part in lookup.SubTable
        for first, ligatures in getattr(part, "ExtSubTable", part).ligatures.items()
        for one in ligatures
    }
    wanted = named() & icons.keys()
    glyphs = {icons[name] for name in wanted} | {font.getBestCmap()[ord(letter)] for name in wanted for letter in name}
    options = subset.Options(flavor="woff2", layout_closure=False, layout_features=["*"], name_IDs=["*"])
    cut = subset.Subsetter(options)
    cut.populate(glyphs=glyphs)
    cut.subset(font)
    subset.save_font(font, str(MADE), options)
    MADE.with_suffix(".txt").write_text("\n".join(sorted(wanted)) + "\n", encoding="utf-8")
    print(f"{MADE}: {len(wanted)} icons, {MADE.stat().st_size} bytes; not in the font: {sorted(named() - wanted)}")


if __name__ == "__main__":
    main()
