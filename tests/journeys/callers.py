"""Everybody who could knock: each kind of caller, around one organization, its call, and another one elsewhere."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt
from flask import Flask

from domain.access import Scope
from tests.faces import Shown
from tests.judging import Judging, a_judging
from tests.world import House, Machine, Person, a_guest, a_house, make_machine, register, register_admin

MEMBERS = frozenset({"owner", "manager", "finance", "viewer"})
MACHINES = frozenset({"machine", "machine_reading"})  # of the organization: it reads as a manager does
MANAGERS = frozenset({"owner", "manager", "admin"})
ELSEWHERE = frozenset({"manager_elsewhere", "judge_elsewhere", "machine_elsewhere"})
STRANGERS = ELSEWHERE | {"visitor", "guest", "stranger", "unassigned_judge"}
CITIZENS = frozenset({"applicant", "other_applicant"})
JUDGES = frozenset({"judge", "colleague"})
KNOWN = MEMBERS | MACHINES | MANAGERS | STRANGERS | CITIZENS | JUDGES
IMPOSTORS = frozenset({"expired", "garbage", "logged_out"})
EVERYBODY = KNOWN | IMPOSTORS


@dataclass(frozen=True)
class Impostor:
    """Somebody with a token that is none."""

    bearer: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}


@dataclass(frozen=True)
class Cast:
    """Who is who. A visitor is nobody."""

    app: Flask
    house: House
    elsewhere: Judging
    callers: Mapping[str, Any]
    machine: Machine

    def __getitem__(self, kind: str) -> Any:
        return self.callers[kind]

    @property
    def organization(self) -> Shown:
        return self.house.organization


def a_cast(app: Flask, database: Any) -> Cast:
    client = app.test_client()
    house, elsewhere = a_house(client), a_judging(client)
    citizens = ("applicant", "other_applicant", "judge", "colleague", "unassigned_judge")
    people = {kind: register(client, display_name=secret(f"name of the {kind}")) for kind in citizens}
    machine = make_machine(house.owner, house.organization, *Scope)
    callers = {
        "visitor": None,
        "guest": a_guest(client),
        "stranger": house.stranger,
        **{role: getattr(house, role) for role in MEMBERS},
        **people,
        "admin": register_admin(client, database),
        "manager_elsewhere": elsewhere.house.manager,
        "judge_elsewhere": elsewhere.judges[0],
        "machine": machine,
        "machine_reading": make_machine(house.owner, house.organization, "events:read"),
        "machine_elsewhere": make_machine(elsewhere.house.owner, elsewhere.house.organization, *Scope),
        **impostors(app, house.owner),
    }
    assert set(callers) == EVERYBODY
    return Cast(app, house, elsewhere, callers, machine)


def impostors(app: Flask, owner: Person) -> dict[str, Impostor]:
    """All of them were the owner once, or say so."""
    claims = jwt.decode(owner.bearer, options={"verify_signature": False})
    header = jwt.get_unverified_header(owner.bearer)
    past = {"iat": int(time.time()) - 9_000, "nbf": int(time.time()) - 9_000, "exp": int(time.time()) - 1}
    expired = jwt.encode(
        claims | past, app.config["JWT_PRIVATE_KEY"], "EdDSA", headers={"kid": header["kid"]}
    )
    tokens = owner.does("login", email=owner.email, password=owner.password)
    once = Person(owner.client, owner.id, owner.email, tokens["access_token"], tokens["refresh_token"])
    once.does("logout")
    return {
        "expired": Impostor(expired),
        "garbage": Impostor(f"{owner.bearer[:-6]}AAAAAA"),
        "logged_out": Impostor(once.bearer),
    }


def secret(name: str) -> str:
    """A word that is nowhere else."""
    return f"{name} {uuid4().hex}"
