"""Files of a project: what they may be called, how large they are, and what must be in them."""

import pytest

from domain.errors import Conflict, Invalid
from domain.ids import AccountId, AttachmentId, ProjectId
from domain.model.attachments import (
    MOST_BYTES,
    MOST_FILES,
    MOST_TOGETHER,
    Attachment,
    AttachmentState,
    Content,
    faults_of,
    refuse_more,
    refuse_unfit,
)
from tests.domain.projects import NOON

PDF = "application/pdf"


def a_file(name: str = "แผนงาน.pdf", size: int = 10) -> Attachment:
    owner = AccountId("account_owner")
    return Attachment(
        id=AttachmentId("attachment_1"),
        project_id=ProjectId("project_1"),
        account_id=owner,
        owner_id=owner,
        organization_id=None,
        name=name,
        size=size,
        created_at=NOON,
        updated_at=NOON,
    )


def codes(name: str, size: int = 10) -> list[str]:
    return [fault.code for fault in faults_of(name, size)]


@pytest.mark.parametrize(
    "name", ["แผน.pdf", "Plan 2.DOCX", "งบ-2569 (แก้).xlsx", "รูป.JPEG", "a.b.csv", "é.png"]
)
def test_names_as_people_give_them_are_taken(name: str) -> None:
    assert codes(name) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "a/b.pdf",
        "a\\b.pdf",
        "C:a.pdf",
        "a\x00.pdf",
        "a\n.pdf",
        ".pdf ",
        " a.pdf",
        "a.pdf.",
        "a?.pdf",
        "fdp.\u202eexe.pdf",
        "a\u2066b.pdf",
        "a\u200bb.pdf",
        "a\ufeff.pdf",
        "a\ue000.pdf",
        "a\ufdd0.pdf",
    ],
)
def test_steps_of_a_path_and_what_cannot_be_seen_are_refused(name: str) -> None:
    assert codes(name) in (["file_name_not_valid"], ["file_name_not_valid", "file_kind_not_taken"])


@pytest.mark.parametrize("name", ["a", "a.html", "a.svg", "a.exe", "a.pdf.js", "a.docm", "pdf", ".pdf"])
def test_only_kinds_that_no_browser_runs_are_taken(name: str) -> None:
    assert codes(name) in (["file_kind_not_taken"], ["file_name_not_valid"])


@pytest.mark.parametrize("size", [-1, 0, MOST_BYTES + 1])
def test_a_file_has_something_in_it_and_not_too_much(size: int) -> None:
    assert codes("a.pdf", size) == ["number_out_of_range"]


def test_there_are_not_too_many_and_not_too_much_together() -> None:
    with pytest.raises(Conflict, match="attachments_used_up"):
        refuse_more([a_file()] * MOST_FILES, 1)
    with pytest.raises(Conflict, match="attachments_too_large"):
        refuse_more([a_file(size=MOST_BYTES)] * 5, MOST_TOGETHER - 5 * MOST_BYTES + 1)
    refuse_more([a_file(size=MOST_BYTES)] * 4, MOST_TOGETHER - 4 * MOST_BYTES)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (Content(size=9, sha256="", content_type=PDF), "file_size_differs"),
        (Content(size=10, sha256="", content_type=None), "file_kind_not_taken"),
        (Content(size=10, sha256="", content_type="image/png"), "file_is_something_else"),
    ],
)
def test_what_comes_must_be_what_was_announced(content: Content, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_unfit(a_file(), content)

    assert [fault.code for fault in refused.value.faults] == [code]


def test_it_is_there_from_when_its_content_is_in_the_store_until_it_is_removed() -> None:
    attachment = a_file()

    attachment.store(Content(size=10, sha256="f" * 64, content_type=PDF), "key", now=NOON)

    assert attachment.state is AttachmentState.STORED
    assert attachment.enclosed() == {
        "id": "attachment_1",
        "name": "แผนงาน.pdf",
        "content_type": PDF,
        "size": 10,
        "sha256": "f" * 64,
    }
    attachment.remove(now=NOON)
    with pytest.raises(Conflict, match="attachment_is_removed"):
        attachment.remove(now=NOON)
