"""What is asked: each page as a request, so that a server, a load and a test can all send the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

ROWS = 20
CALLS, WINNERS = 2, 10
LIST = f"/v1/projects?expand=owner&limit={ROWS}"
TEXT = "{ th en }"
# Every field that REST shows where nobody says which, so that both faces answer with the same data.
PROJECTS = f"""{{
  projects(first: {ROWS}) {{
    nodes {{
      id accountId state title {TEXT} summary {TEXT}
      problem {{
        statement {TEXT} peopleAffected community {TEXT} province location {{ latitude longitude }}
        rootCauses {{ id cause {TEXT} becauseOf evidence {TEXT} }}
        goals
      }}
      solution {{ approach {TEXT} activities {TEXT} }}
      team {{ id name role {TEXT} skills confirmed }}
      skillsMissing
      budget {{ id item {TEXT} quantity unitCost {{ amount currency }} }}
      budgetTotal {{ amount currency }}
      askedFor {{ amount currency }}
      fromElsewhere {{ id source {TEXT} amount {{ amount currency }} secured }}
      supporters {{ id name {TEXT} part {TEXT} organizationId confirmed }}
      benefits {{
        id dimension horizon statement {TEXT} indicator {TEXT} unit {TEXT} baseline target
      }}
      findable mergedInto endedAt endedReason {TEXT} organizationId createdAt updatedAt version
      owner {{ id displayName email locale mailNotices admin createdAt updatedAt version }}
    }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
WINNING = f"""{{
  calls(first: {CALLS}, state: [ANNOUNCED]) {{
    nodes {{
      id title {{ th }} closesAt awardCount pool {{ amount currency }}
      organization {{ id name {{ th }} }}
      entries(first: {WINNERS}) {{
        nodes {{
          id state title {{ th }} province place submittedAt
          project {{
            id title {{ th }} summary {{ th }}
            problem {{ statement {{ th }} peopleAffected }}
            solution {{ approach {{ th }} }}
            budgetTotal {{ amount currency }}
            owner {{ id displayName }}
          }}
        }}
        pageInfo {{ hasNextPage }}
      }}
    }}
  }}
}}"""


@dataclass(frozen=True)
class Loaded:
    """What the pages ask for by its id."""

    project_id: str  # read by itself
    written: tuple[str, ...]  # the writer's own projects: the oldest, so that no other page shows them


@dataclass(frozen=True)
class Page:
    """A request, under the name that its result has. `like` is the page whose size its floor answers with."""

    name: str
    says: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    like: str = "rest_list"
    written: tuple[str, ...] = ()  # ids of projects, one for each connection, that take the place of {id}

    def changing(self, etag: str) -> dict[str, str]:
        """The headers of a write: on this version, under a key of its own."""
        return {**self.headers, "If-Match": etag, "Idempotency-Key": uuid4().hex}


def pages(loaded: Loaded, *, reader: str, writer: str) -> list[Page]:
    """All that is measured; `reader` and `writer` are access tokens of two accounts."""
    reading, writing = ({"Authorization": f"Bearer {token}"} for token in (reader, writer))
    return [
        Page("rest_list", "20 projects with owners, REST", LIST),
        Page("rest_list_signed_in", "the same, signed in", LIST, headers=reading),
        _graph("graphql_list", "the same data, GraphQL", PROJECTS),
        _graph("graphql_nested", "2 calls > 20 winners > projects > owners", WINNING),
        Page("rest_detail", "one project, REST", f"/v1/projects/{loaded.project_id}", like="rest_detail"),
        Page(
            "rest_write",
            "change a project, REST",
            "/v1/projects/{id}",
            "PATCH",
            {**writing, "Content-Type": "application/json"},
            like="rest_detail",
            written=loaded.written,
        ),
    ]


def change(number: int) -> str:
    """The body of a write; another each time, so that there is something to change."""
    return json.dumps({"summary": {"th": f"ชุมชนช่วยกันดูแลน้ำให้สะอาด ครั้งที่ {number}"}})


def _graph(name: str, says: str, query: str) -> Page:
    headers = {"Content-Type": "application/json"}
    return Page(name, says, "/graphql", "POST", headers, json.dumps({"query": query}))
