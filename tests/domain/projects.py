"""A project for tests, with something in every field."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from domain.ids import AccountId, ProjectId
from domain.model.documents import merged
from domain.model.projects import Project, ProjectState

NOON = datetime(2026, 9, 1, 5, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "title": {"th": "คืนน้ำให้ไร่บนเขา", "en": "Water for the hills"},
    "summary": {"th": "เครื่องตะบันน้ำ"},
    "problem": {
        "statement": {"th": "หน้าแล้งไม่มีน้ำ"},
        "people_affected": 1850,
        "community": {"th": "บ้านวังน้ำเย็น"},
        "province": "TH-67",
        "location": {"latitude": 16.93, "longitude": 101.18},
        "root_causes": [
            {"id": "c1", "cause": {"th": "สูบน้ำแพง"}, "because_of": None, "evidence": [{"th": "ใบเสร็จ"}]},
            {"id": "c2", "cause": {"th": "ไม่มีช่าง"}, "because_of": "c1", "evidence": []},
        ],
        "goals": [2, 6],
    },
    "solution": {"approach": {"th": "ใช้แรงน้ำ"}, "activities": [{"th": "ฝึกช่าง"}]},
    "team": [{"id": "m1", "name": "ลุงเดช", "role": {"th": "ช่าง"}, "skills": ["mechanics"]}],
    "skills_missing": ["mapping"],
    "budget": [
        {
            "id": "b1",
            "item": {"th": "ชุดตะบันน้ำ"},
            "quantity": 12,
            "unit_cost": {"amount": 650_000, "currency": "THB"},
        }
    ],
    "asked_for": {"amount": 7_000_000, "currency": "THB"},
    "from_elsewhere": [
        {
            "id": "e1",
            "source": {"th": "กองทุนหมู่บ้าน"},
            "amount": {"amount": 800_000, "currency": "THB"},
            "secured": True,
        }
    ],
    "supporters": [
        {"id": "s1", "name": {"th": "กลุ่มผู้ใช้น้ำ"}, "part": {"th": "ลงแรง"}, "organization_id": None}
    ],
    "benefits": [
        {
            "id": "g1",
            "dimension": "economic",
            "horizon": "short",
            "statement": {"th": "จ่ายน้อยลง"},
            "indicator": {"th": "ค่าน้ำมัน"},
            "unit": {"th": "บาท"},
            "baseline": 2900,
            "target": 300.5,
        }
    ],
}


def a_project(sent: Any = None, *, state: ProjectState = ProjectState.DRAFT) -> Project:
    project = Project.drafted(
        WHOLE if sent is None else sent,
        id=ProjectId("project_1"),
        account_id=AccountId("account_owner"),
        now=NOON,
    )
    project.state = state
    return project


def changed(patch: Any) -> dict[str, Any]:
    return dict(merged(deepcopy(WHOLE), patch))


def line(quantity: Any = 1, amount: Any = 100, currency: str = "THB", **more: Any) -> dict[str, Any]:
    """A line of a budget."""
    cost = {"amount": amount, "currency": currency}
    return {"item": {"th": "ของ"}, "quantity": quantity, "unit_cost": cost, **more}
