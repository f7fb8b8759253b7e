"""TypeIDs: a prefix and a UUIDv7, so that they sort by the time they were made."""

from typeid import TypeID


def new_id(noun: str) -> str:
    return str(TypeID(prefix=noun))
