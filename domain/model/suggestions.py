"""What could be done about the gaps of a project, ready-made, and who could help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.model.needs import Factor, Facts, Need
from domain.model.skills import skill_of, skills
from domain.money import Money


class SuggestionKind(StrEnum):
    """What a suggestion leads to: an answer in the document, an opportunity, a campaign, an introduction."""

    ANSWER = "answer"
    OPPORTUNITY = "opportunity"
    CAMPAIGN = "campaign"
    INTRODUCTION = "introduction"


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A ready-made need: what could be done, and the input to do it with."""

    factor: Factor
    kind: str  # of `SuggestionKind`
    about: str | None  # a place of the document, a skill, a row
    input: dict[str, Any] = field(default_factory=dict)


class SupplierKind(StrEnum):
    """Who could help: a call that takes it, a campaign of its own, volunteers, an organization that helps the like."""

    CALL = "call"
    CAMPAIGN = "campaign"
    VOLUNTEERS = "volunteers"
    ORGANIZATION = "organization"


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """`count`: of calls and campaigns how many there are, of volunteers how many have the skill and may be seen, of an
    organization how many such projects it supports."""

    kind: SupplierKind
    id: str | None
    skill: str | None
    title: Mapping[str, str] | None
    count: int

    @property
    def factor(self) -> Factor:
        return SUPPLIED[self.kind]


SUPPLIED = {
    SupplierKind.CALL: Factor.CAPITAL,
    SupplierKind.CAMPAIGN: Factor.CAPITAL,
    SupplierKind.VOLUNTEERS: Factor.SKILLS,
    SupplierKind.ORGANIZATION: Factor.NETWORK,
}


def suggestions(document: Mapping[str, Any], facts: Facts, found_needs: Sequence[Need]) -> list[Suggestion]:
    """What would close the gaps: one for each thing that is missing, but for what is on its way already."""
    by_factor = {need.factor: need for need in found_needs}
    return [
        *_answers(by_factor[Factor.DIRECTION]),
        *_opportunities(document, facts, by_factor[Factor.SKILLS]),
        *_campaigns(document, facts, by_factor[Factor.CAPITAL]),
        *_introductions(document, by_factor[Factor.NETWORK]),
    ]


def _answers(need: Need) -> Iterator[Suggestion]:
    for place in need.missing:
        yield Suggestion(factor=need.factor, kind=SuggestionKind.ANSWER, about=place)


def _opportunities(document: Mapping[str, Any], facts: Facts, need: Need) -> Iterator[Suggestion]:
    """What `createOpportunity` takes, but for the dates, which only the project knows."""
    province = document["problem"]["province"]
    for skill in need.missing:
        if skill not in facts.skills_sought:
            wanted = {"skills": [{"skill_id": skill, "least_level": 1}]} if skill_of(skill) else {}
            where = {"province": province, "remote": province is None}
            ready = {"title": _sought(skill), "places": 1, **where, **wanted}
            yield Suggestion(factor=need.factor, kind=SuggestionKind.OPPORTUNITY, about=skill, input=ready)


def _campaigns(document: Mapping[str, Any], facts: Facts, need: Need) -> Iterator[Suggestion]:
    """What `createCampaign` takes, but for its deadline: the goal is what is missing."""
    assert need.amounts
    _, _, missing = need.amounts
    if missing and not facts.raising:
        ready = {"title": document["title"], "goal": Money(missing).as_dict()}
        yield Suggestion(
            factor=need.factor,
            kind=SuggestionKind.CAMPAIGN,
            about=next(iter(need.missing), None),
            input=ready,
        )


def _introductions(document: Mapping[str, Any], need: Need) -> Iterator[Suggestion]:
    for id in need.missing or (() if need.asked else (None,)):
        yield Suggestion(factor=need.factor, kind=SuggestionKind.INTRODUCTION, about=id)


def _sought(skill: str) -> dict[str, str]:
    label = skills_label(skill)
    return {"th": f"หาอาสา: {label['th']}", "en": f"Volunteer wanted: {label['en']}"}


def skills_label(skill: str) -> Mapping[str, str]:
    """What the skill is called; what was written, where the vocabulary does not have it."""
    known = skills().get(skill)
    return known["label"] if known else {"th": skill, "en": skill}
