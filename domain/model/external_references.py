"""An external reference is a partner's own id for one of our things: two partners' ids never collide."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Fault
from domain.ids import OrganizationId

LONGEST_EXTERNAL_ID = 200


class Kind(StrEnum):
    """What can be referred to: the prefix of its id."""

    CAMPAIGN = "campaign"


@dataclass(frozen=True, kw_only=True)
class ExternalReference:
    organization_id: OrganizationId
    kind: Kind
    external_id: str


def faults_of_external_id(external_id: str) -> list[Fault]:
    """It is one step of a path: every character can be seen, none is a slash, and dots alone lead elsewhere."""
    is_seen = external_id.isprintable() and not any(character.isspace() for character in external_id)
    if is_seen and "/" not in external_id and external_id.strip("."):
        return []
    return [Fault("/external_id", "external_id_malformed")]
