"""An organization is a sponsor, foundation, NGO, crowdfunding site or community group; clients are its machines."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.access import Scope
from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import ClientId, OrganizationId


class OrganizationKind(StrEnum):
    SPONSOR = "sponsor"
    FOUNDATION = "foundation"
    NGO = "ngo"
    CROWDFUNDING = "crowdfunding"
    COMMUNITY = "community"
    PUBLIC_BODY = "public_body"


_WEBSITE = re.compile(r"https?://[^\s/?#@:\\\"<>]+(?::[0-9]{1,5})?(?:[/?#][^\s\"<>]*)?", re.IGNORECASE)


def check_website(website: str | None) -> None:
    """Others will make a link of it: the address of a page, and nothing that runs."""
    if website is not None and not _WEBSITE.fullmatch(website):
        raise Invalid("invalid_input", faults=[Fault("/website", "website_malformed")])


@dataclass(eq=False, kw_only=True)
class Organization:
    id: OrganizationId
    kind: OrganizationKind
    name: dict[str, str]
    about: dict[str, str]
    website: str | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"organization.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=what == "created",
            organization_id=self.id,
            tally=tally or {},
        )


@dataclass(eq=False, kw_only=True)
class Client:
    """A partner's machine. Its secret is shown once; we keep the hash."""

    id: ClientId
    organization_id: OrganizationId
    name: str
    secret_hash: str
    created_at: datetime
    updated_at: datetime
    scopes: list[Scope] = field(default_factory=list)
    revoked_at: datetime | None = None
    version: int = 1

    def revoke(self, *, now: datetime) -> None:
        """Revoking it again changes nothing."""
        self.revoked_at = self.revoked_at or now
