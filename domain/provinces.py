"""Where things happen in Thailand: provinces by ISO 3166-2:TH, named in both languages."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from domain.errors import Fault, Invalid


@cache
def provinces() -> Mapping[str, Mapping[str, str]]:
    """Code to {"th", "en"}."""
    table = tomllib.loads((Path(__file__).parent / "provinces.toml").read_text(encoding="utf-8"))
    return {row["code"]: {"th": row["th"], "en": row["en"]} for row in table["province"]}


def check_provinces(codes: Iterable[str], *, pointer: str) -> None:
    """Each must be one."""
    strange = [(place, code) for place, code in enumerate(codes) if code not in provinces()]
    if strange:
        faults = [Fault(f"{pointer}/{place}", "province_unknown", {"value": code}) for place, code in strange]
        raise Invalid("invalid_input", faults=faults)
