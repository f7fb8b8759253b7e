"""Who a credential stands for, as of now: one statement, so that a lost membership counts at the next request."""

from datetime import datetime

from adapters.database.reads import Reads
from domain.access import Actor, Role, Scope
from domain.ids import AccountId, ClientId, OrganizationId, SessionId

OF_SESSION = """
    SELECT accounts.admin,
           (SELECT json_object_agg(organization_id, role) FROM memberships
             WHERE account_id = accounts.id AND state = 'active')
      FROM sessions JOIN accounts ON accounts.id = sessions.account_id
     WHERE sessions.id = $1 AND accounts.id = $2 AND sessions.revoked_at IS NULL AND sessions.expires_at > $3
"""
OF_CLIENT = """
    SELECT organization_id, scopes FROM clients
     WHERE id = $1 AND revoked_at IS NULL AND ($2::text IS NULL OR secret_hash = $2)
"""


class SqlActors:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def of_session(self, account_id: AccountId, session_id: SessionId, now: datetime) -> Actor | None:
        row = self._reads.row(OF_SESSION, [session_id, account_id, now])
        if row is None:
            return None
        memberships = {OrganizationId(id): Role(role) for id, role in (row[1] or {}).items()}
        return Actor(account_id=account_id, session_id=session_id, admin=row[0], memberships=memberships)

    def of_client(self, client_id: ClientId, secret_hash: str | None = None) -> Actor | None:
        row = self._reads.row(OF_CLIENT, [client_id, secret_hash])
        if row is None:
            return None
        return Actor(
            client_id=client_id,
            scopes=frozenset(Scope(word) for word in row[1]),
            memberships={OrganizationId(row[0]): Role.MANAGER},
        )
