"""What the database and its driver refuse, said in the domain's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from adapters.database.constraints import refusal_of
from domain.errors import Contended, Unavailable


@contextmanager
def translated() -> Iterator[None]:
    """The database's own refusals, in the domain's words."""
    try:
        yield
    except StaleDataError as error:  # what was only looked at has changed before it was locked: look again
        raise Contended from error
    except IntegrityError as error:
        diagnosis = getattr(error.orig, "diag", None)
        if refusal := refusal_of(diagnosis and diagnosis.constraint_name):
            raise refusal from error
        raise
    except DBAPIError as error:
        raise translation(error.orig) or error from error
    except PoolTimeout as error:
        raise Unavailable("database_unavailable", retry_after=2) from error
    except psycopg.Error as error:
        raise translation(error) or error from error


def translation(error: BaseException | None) -> Exception | None:
    """Deadlocks may be tried again; a database that is away or busy is a 503; the rest is our mistake."""
    match error:
        case psycopg.errors.DeadlockDetected() | psycopg.errors.SerializationFailure():
            return Contended()
        case psycopg.errors.LockNotAvailable() | psycopg.errors.QueryCanceled():
            return Unavailable("busy", retry_after=1)
        case (
            psycopg.errors.AdminShutdown()
            | psycopg.errors.CrashShutdown()
            | psycopg.errors.CannotConnectNow()
        ):
            return Unavailable("database_unavailable", retry_after=2)
        case psycopg.OperationalError():
            return Unavailable("database_unavailable", retry_after=2)
    return None
