"""The demo programme as data: the YAML files of this folder, and who may log in to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
PASSWORD = "plik-thai-demo"  # of every account of the demo: it is no secret, and refused in production

Item = dict[str, Any]
BESIDE_THE_BODY = ("key", "proposer", "quality", "answers")  # what projects have that no request has


@dataclass(frozen=True)
class Login:
    """An account to try the platform with."""

    role: Mapping[str, str]
    email: str
    password: str = PASSWORD


ROLES = {
    "admin": {"th": "ผู้ดูแลแพลตฟอร์ม", "en": "administrator of the platform"},
    "dtac-manager": {"th": "ผู้จัดการของผู้สนับสนุน", "en": "manager at the sponsor"},
    "dtac-finance": {"th": "ฝ่ายการเงินของผู้สนับสนุน", "en": "finance at the sponsor"},
    "fund-manager-1": {"th": "มูลนิธิที่ดำเนินโครงการ", "en": "foundation that runs the call"},
    "judge-economy": {"th": "กรรมการผู้ทรงคุณวุฒิ", "en": "judge"},
    "arjan-wit": {"th": "ผู้เสนอโครงการที่มักได้ทุน", "en": "citizen whose project does well"},
    "tom-dev": {"th": "ผู้เสนอโครงการที่ไม่ได้รับเลือก", "en": "citizen whose project does not"},
    "backer-1": {"th": "ผู้ร่วมลงขัน", "en": "backer of two campaigns"},
    "volunteer-video": {"th": "อาสาสมัครที่ได้รับตอบรับ", "en": "volunteer who has found a place"},
    "meefund-owner": {
        "th": "เว็บไซต์ระดมทุนที่ซิงก์แคมเปญเข้ามา",
        "en": "owner of the partner that mirrors campaigns",
    },
    "visitor-1": {"th": "ผู้มาเยือน", "en": "visitor without a project"},
}


def logins() -> list[Login]:
    """One for each role."""
    return [Login(role, person(key)["email"]) for key, role in ROLES.items()]


@cache
def items(name: str) -> tuple[Item, ...]:
    """The items of a file of this folder."""
    loader = getattr(
        yaml, "CSafeLoader", yaml.SafeLoader
    )  # the C one is ten times as fast, where there is one
    return tuple(yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), loader))


@cache
def projects() -> tuple[Item, ...]:
    """All of the country."""
    regions = sorted((FOLDER / "projects").glob("*.yaml"))
    return tuple(project for region in regions for project in items(f"projects/{region.stem}"))


def document(project: Item) -> Item:
    """The body of the request that makes the whole project; supporters that are here are named by `supporter`."""
    return {name: value for name, value in project.items() if name not in BESIDE_THE_BODY}


def person(key: str) -> Item:
    return keyed(items("people"))[key]


def keyed(found: tuple[Item, ...]) -> dict[str, Item]:
    return {item["key"]: item for item in found}


def welcome() -> str:
    """Who may log in, a line each, for whoever starts the platform."""
    widest = max(len(login.email) for login in logins())
    lines = [f"  {login.email:{widest}}  {login.role['en']} · {login.role['th']}" for login in logins()]
    return "\n".join([f"Demo accounts, all with the password {PASSWORD}:", *lines])
