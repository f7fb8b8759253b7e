"""A project finds a volunteer with the skill that it lacks, and tells those who follow it."""

from api.demo.faces import Shown
from api.demo.scene import Scene
from api.demo.telling import Person, Teller, expect

HIDDEN = "<script>alert(1)</script>"
NEWS = f"""## สามเดือนแรก

เราติดตั้ง**สามจุดแรก**เสร็จแล้ว ขอบคุณทุกท่านที่ร่วมลงขัน

- จุดที่หนึ่ง ใช้งานได้
- จุดที่สอง รอช่าง

{HIDDEN}
"""


def volunteer(t: Teller, s: Scene) -> None:
    project_id = s.campaign["project_id"]
    owner, lacking = s.owner(project_id), s.of_project(project_id)["skills_missing"][0]
    with t.step("the winner looks for one volunteer with a skill that the team lacks"):
        body = {
            "title": {"th": "อาสาช่วยทีม"},
            "skills": [{"skill_id": lacking, "least_level": 2}],
            "places": 1,
        }
        made = t.do("createOpportunity", owner, project_id=project_id, remote=True, **body)
        s.opportunity = t.do("openOpportunity", owner, id=made["id"])
    with t.step("who has not said what they can, and who cannot do it well enough, is refused"):
        skilled, second, beginner = (t.register(name) for name in ("อาสาเก่ง", "อาสาพร้อม", "อาสามือใหม่"))
        with t.refused("volunteer_profile_missing"):
            _apply(t, s, skilled)
        _introduce(t, beginner, lacking, level=1)
        with t.refused("skills_lacking"):
            _apply(t, s, beginner)
    with t.step("one applies, is offered the place, and accepts; for the next there is none left"):
        for person in (skilled, second):
            _introduce(t, person, lacking, level=4)
        application = _apply(t, s, skilled, message="ว่างทุกวันเสาร์")
        t.do("offerPlacement", owner, id=application["id"])
        placed = t.do("acceptPlacement", skilled, id=application["id"])
        expect(placed["state"] == "accepted", f"the placement is {placed['state']}")
        with t.refused("opportunity_full"):
            _apply(t, s, second)
        s.opportunity = t.show("opportunity", id=s.opportunity["id"])
        expect(s.opportunity["full"], "there is a place left")


def tell(t: Teller, s: Scene) -> None:
    with t.step("the project posts an update, which everybody reads as safe HTML"):
        project_id = s.campaign["project_id"]
        said = {"title": {"th": "ข่าวจากพื้นที่"}, "body": {"th": NEWS}}
        s.update = t.do("createUpdate", s.owner(project_id), project_id=project_id, **said)
        [read] = t.all("updates", project_id=project_id)
        html = read["body_html"]["th"]
        expect("<strong>สามจุดแรก</strong>" in html and HIDDEN not in html, f"the HTML is {html}")


def _introduce(t: Teller, person: Person, skill: str, *, level: int) -> None:
    said = {"skills": [{"skill_id": skill, "level": level}], "provinces": ["TH-10"], "remote": True}
    t.do("setMyVolunteer", person, **said, languages=["th"], age_band="from_25_to_39", consent=True)


def _apply(t: Teller, s: Scene, person: Person, **more: str) -> Shown:
    return t.do("createPlacement", person, opportunity_id=s.opportunity["id"], **more)
