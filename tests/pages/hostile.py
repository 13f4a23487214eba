"""Names as nobody gives them: what a browser, Markdown, plotly or a spreadsheet could take for more than text."""

from __future__ import annotations

import json

from tests.data_folder import DataFolder

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://x")',
    "[x](http://y)",
    "$a$ and $b$",
    ":red[x]",
    "**bold** _it_ `code` ~~no~~",
    "# head",
    "![x](http://y/z.png)",
    "1. one",
    "> said",
    "a | b",
    "<script>alert(1)</script>",
    "a <b>b</b> &lt;i&gt; &amp;",
    ":material/home: :streamlit: :smile:",
    "javascript:alert(1)",
    "back\\slash\\\\",
)

AS_TYPED = (*HOSTILE, "http://x.example/a", "www.x.example", "me@x.example", "a -> b -- c >= d")
"""What must read as it was typed, as Markdown also makes links, icons and arrows of plain text."""

TITLE = "Fictional " + " and ".join(AS_TYPED)


def hostile_delivery() -> DataFolder:
    """The fictional delivery, every name and free text of it hostile; the first two name the sites."""
    delivery = DataFolder()
    names = [f"{text} {place}" for place in range(3) for text in HOSTILE]
    free = ("name", "title", "city", "text", "target_text", "indication", "publisher", "public_descriptor", "facility")
    for table, rows in delivery.tables.items():
        for place, row in enumerate(rows):
            for column in free:
                if row.get(column) and not (table == "approvals" and column == "name"):
                    row[column] = names[(place * 7 + len(column)) % len(names)]
    for place, row in enumerate(delivery.tables["sites"]):
        row["name"] = names[place]
    for place, row in enumerate(delivery.tables["partners"]):
        row["name"] = names[2 + place]
    delivery.dataset = delivery.dataset.replace('"Fictional works"', json.dumps(TITLE))
    return delivery
