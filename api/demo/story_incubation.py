"""After the decision: a winner gets a mentor, they meet, and what they agree on is kept."""

from datetime import UTC, datetime, timedelta

from api.demo.scene import Scene
from api.demo.telling import Teller, expect


def incubate(t: Teller, s: Scene) -> None:
    winner = next(grant for grant in s.grants if grant["state"] == "accepted")
    with t.step("the foundation finds a mentor for a winner, who is told, and agrees"):
        mentor = t.register("พี่เลี้ยงจากธุรกิจชุมชน")
        wish = {"mentor_id": mentor.id, "focus": {"th": "บัญชีและการตลาด"}}
        proposed = t.do("proposeMentorship", s.foundation, entry_id=winner["entry_id"], **wish)
        [notice] = t.all("notices", mentor)
        expect(notice["about"] == proposed["id"], "the mentor is not told")
        t.do("acceptMentorship", mentor, id=proposed["id"])
    with t.step("the winner plans a meeting; the mentor holds it, and writes down what was agreed"):
        starts = (datetime.now(UTC) - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
        planned = {"topic": {"th": "ต้นทุนต่อหน่วย"}, "starts_at": starts, "minutes": 60, "venue": "วิดีโอคอล"}
        meeting = t.do("planMeeting", s.owner(winner["project_id"]), mentorship_id=proposed["id"], **planned)
        notes = {"th": "แยกต้นทุนคงที่ออกก่อน แล้วนัดใหม่ในสองสัปดาห์"}
        t.do("holdMeeting", mentor, id=meeting["id"], notes=notes, minutes=45)
        seen = t.show("mentorship", s.foundation, id=proposed["id"])
        expect((seen["meetings_held"], seen["minutes_held"]) == (1, 45), "the meeting is not counted")
