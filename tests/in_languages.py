"""The fictional works whose sites, clients and products have names of their own in Korean and Japanese."""

from __future__ import annotations

from tests.data_folder import DataFolder

NAMES = {
    "sites": {"ALDER": ("앨더 공장", "アルダー工場")},
    "partners": {"OAK": ("오크 제약", "オーク製薬"), "ELM": ("엘름", "楡メディカル")},
    "products": {"OAKMAB": ("오크맙", "オークマブ"), "ELMADC": ("엘모턱", "エルモツグ")},
}
"""By table and id, in Korean and Japanese. Birch and one product have none."""

OF_OAK = ("Oak", "오크", "オーク")
OF_ELM = ("Elm", "엘름", "엘모턱", "楡メディカル", "エルモツグ")
"""What names one client or its products in any language."""


def named(delivery: DataFolder | None = None) -> DataFolder:
    """The delivery with these names."""
    delivery = delivery or DataFolder()
    for table, by_id in NAMES.items():
        for row in delivery.tables[table]:
            row["name_ko"], row["name_ja"] = by_id.get(next(iter(row.values())), ("", ""))
    return delivery
