"""What the domain needs from the world, in its own words. Adapters implement it; nothing here is implemented."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from domain.access import Actor
from domain.collections import Changed, Work
from domain.errors import Refusal
from domain.files import Files
from domain.ids import AccountId, ClientId, EntryId, OrganizationId, ProjectId, SessionId
from domain.model.likeness import Gist, Like
from domain.model.notices import Message
from domain.model.payments import Fact, Kind, Order, ProviderEvent, RefundOrder
from domain.model.progress import RoundProgress
from domain.reading import Page, Selection

Shown = dict[str, Any]


class Reader(Protocol):
    """The one way to see anything. One statement whatever is selected, however many rows."""

    def one(self, selection: Selection, id: str, actor: Actor, now: datetime) -> Shown | None:
        """The one with this id; None if it is not there, or not for this actor to see."""

    def many(self, relation: str, selection: Selection, page: Page, actor: Actor, now: datetime) -> Shown:
        """A page of a list that belongs to nobody: {"data": [...], "page": {"next_cursor", "has_more"}}."""


class Passwords(Protocol):
    def hash(self, password: str) -> str:
        """A salted, slow hash (argon2id)."""

    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; takes as long for None, where there is no account."""


class Secrets(Protocol):
    """Random words that open something; only their hashes are stored."""

    def new(self, kind: str, owner: str) -> str:
        """`plik_<kind>_<owner's id>_<secret><checksum>`."""

    def owner(self, secret: str, kind: str) -> str | None:
        """Whose it says it is; None if its form or checksum is wrong. Proves nothing yet."""

    def hash(self, secret: str) -> str: ...

    def random(self) -> str:
        """32 bytes of chance in hexadecimal: salts and seeds."""


class Actors(Protocol):
    """Who a credential stands for, as of now: memberships and revocations count at once."""

    def of_session(self, account_id: AccountId, session_id: SessionId, now: datetime) -> Actor | None: ...

    def of_client(self, client_id: ClientId, secret_hash: str | None = None) -> Actor | None:
        """With a secret's hash, only if it is the client's; without, the client must merely be live."""


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """One thing that does not fit the questions: where in the answers, a code of ours, and what the checker says."""

    pointer: str
    code: str
    sentence: str
    details: Mapping[str, Any]


class Forms(Protocol):
    """Questions of a call, as JSON Schema 2020-12."""

    def problems_of(self, schema: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with the questions themselves: (pointer, sentence)."""

    def problems(self, schema: Mapping[str, Any], answers: Any) -> list[WrongAnswer]:
        """What is wrong with the answers, in the order of its places."""


class Words(Protocol):
    """Text as words, in languages that write blanks between them and in Thai, which does not."""

    def of(self, text: str) -> Sequence[str]:
        """The words in their order, spelled as `domain.thai.normalised` spells; without punctuation, single letters,
        and words that stand in every text."""


class Progress(Protocol):
    def of_round(self, round_id: str) -> RoundProgress | None:
        """How far it is, whoever asks; None if there is no such round. One statement, however much there is."""


class Likenesses(Protocol):
    """What is like a document, by the words that were kept of it. The cost is bounded, however many there are."""

    def projects(self, gist: Gist, *, but: ProjectId, most: int) -> Sequence[Like]:
        """Projects that share the most with it: published ones, and drafts whose owners let them be found; none of this
        one's owner."""

    def entries(self, gist: Gist, *, but: EntryId, of: OrganizationId, most: int) -> Sequence[Like]:
        """Entries into the organization's calls, those taken back left out."""


class Payments(Protocol):
    """The provider that moves money. Never called inside a transaction; every call but `read_event` may raise
    OutcomeUnknown."""

    def save_card(self, order: Order) -> Fact:
        """Keep a card to be charged later, without its owner there. Raises OrderRejected."""

    def collect(self, order: Order) -> Fact:
        """Have the backer, who is there, pay now. Raises OrderRejected."""

    def charge(self, order: Order) -> Fact:
        """Charge the saved card, its owner away: a new payment, or another try of `order.payment`. Raises
        OrderRejected."""

    def refund(self, order: RefundOrder) -> Fact:
        """Give a payment back, in full or in part. Raises OrderRejected."""

    def cancel(self, reference: str) -> Fact:
        """See to it that nothing more comes of it; the fact says whether something had come of it before."""

    def look_up(self, reference: str) -> Fact | None:
        """The thing as it is now; None for what is not there, or no thing of ours."""

    def find(self, kind: Kind, ours: str, around: datetime) -> Fact | None:
        """The thing made for our pledge or refund around that time, where we never heard its id."""

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        """What the bytes say, if they are the provider's own. Raises Malformed(signature_invalid)."""

    def events_since(self, moment: datetime) -> Sequence[ProviderEvent]:
        """All that it has told, or tried to tell, since then, oldest first; it remembers thirty days."""


class Mail(Protocol):
    def send(self, message: Message) -> None:
        """Hand it to a mail server. Never inside a transaction. Raises MailRefused, MailPostponed."""


class Markdown(Protocol):
    """Text with emphasis, lists and links, as people write it (CommonMark)."""

    def html(self, source: str) -> str | None:
        """The same as HTML that is safe in any page, whatever was written; None where it would be too long."""


class Bundles(Protocol):
    def of_round(self, round_id: str) -> str | None:
        """What anybody can recompute the published round from, as JSON; None where it is not published."""


class Counters(Protocol):
    def all(self) -> tuple[int, Mapping[str, int]]:
        """The sequence up to which they count, and every public counter by name."""


@dataclass(frozen=True)
class Key:
    """An idempotency key: whose, the word itself, and the request that brings it."""

    scope: str
    word: str
    request_id: str


class Claim(Protocol):
    """The right to run one request once; it travels with the call and is settled in its last commit."""

    @property
    def key(self) -> str: ...

    @property
    def begun(self) -> str | None:
        """The id of what an earlier run of the same request has begun, and was killed before it could end."""


@dataclass(frozen=True)
class Answered:
    """An answer as it went out."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a finished request left: what it changed, and its answer unless it died before sending one. Then whoever
    makes the answer keeps it by the `claim`."""

    claim: Claim
    changed: Changed | None  # none where it was refused for good
    refusal: Refusal | None  # the verdict
    request_id: str
    answer: Answered | None


class IdempotencyKeys(Protocol):
    def claim(self, key: Key, fingerprint: str, now: datetime) -> Claim | Kept:
        """The right to go on, or what the first request left.

        Raises Conflict(idempotency_key_in_use) while it runs, Invalid(idempotency_key_reused) for another request.
        """

    def keep(self, claim: Claim, answer: Answered) -> Answered:
        """The answer that goes out, which is the one that was kept first."""

    def conclude(self, claim: Claim, verdict: Refusal) -> None:
        """The request was refused for good, and whoever asks again is told so."""

    def release(self, claim: Claim) -> None:
        """The request has come to no end: the key may be used again, to go on with what was begun."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who wants what: kept in the audit trail with every change."""

    actor: Actor
    command: str
    request_id: str = ""
    claim: Claim | None = None


@dataclass(frozen=True, kw_only=True)
class Ports:
    begin: Callable[[Asking], AbstractContextManager[Work]]
    reader: Reader
    passwords: Passwords
    secrets: Secrets
    actors: Actors
    forms: Forms
    words: Words
    likenesses: Likenesses
    payments: Payments
    markdown: Markdown
    files: Files
    mail: Mail | None = None  # nobody carries mails
    counters: Counters
    progress: Progress
    bundles: Bundles
    keys: IdempotencyKeys
    now: Callable[[], datetime]
    real_now: Callable[[], datetime]  # for tokens, leases and rate limits, which no test clock may move
    new_id: Callable[[str], str]
    asking: Asking | None = None

    def calling(self, asking: Asking) -> "Ports":
        """The same ports on behalf of one call."""
        return replace(self, asking=asking)

    @property
    def begun(self) -> str | None:
        """What an earlier run of the same request has begun."""
        return self.asking.claim.begun if self.asking and self.asking.claim else None

    def unclaimed(self) -> "Ports":
        """For a part of a call that is not its end, and does not settle its claim."""
        assert self.asking is not None, "use cases run through the door"
        return self.calling(replace(self.asking, claim=None))

    def work(self) -> AbstractContextManager[Work]:
        """A transaction: leaving commits, an exception undoes. Nothing outside is called while it is open."""
        assert self.asking is not None, "use cases run through the door"
        return self.begin(self.asking)

    @contextmanager
    def rehearsal(self) -> Iterator[Work]:
        """A transaction that is undone in the end, whatever was done in it: for finding out what would come of it."""
        try:
            with self.unclaimed().work() as work:
                yield work
                raise _RehearsalOver
        except _RehearsalOver:
            pass


class _RehearsalOver(Exception):
    """Everything was tried."""
