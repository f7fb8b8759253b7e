"""Before they enter: who thinks alike comes together, an organization stands by, gaps are measured, a plan enclosed."""

from hashlib import sha256

from api.demo.data import document
from api.demo.faces import Shown
from api.demo.scene import PROPOSED, Scene
from api.demo.telling import Person, Teller, expect

FIRST = 0  # of the projects: the one that this is about
PLAN = "เดือน,งาน\n1,สำรวจกับชุมชน\n2,ทำต้นแบบ\n3,ทดลองใช้จริง\n".encode()


def team_up(t: Teller, s: Scene) -> None:
    owner, project = s.citizens[FIRST], s.projects[FIRST]
    neighbour = _join(t, project)
    with t.step("its owner finds that among what waits, and agrees: from now on the two write one project"):
        [waiting] = t.all("todo", owner, kind=["answer_request"])
        t.do("acceptTeammate", owner, id=waiting["about"], can_edit=True)
        team = [*document(PROPOSED[FIRST])["team"], {"name": "ป้านิด", "role": {"th": "ประสานหมู่บ้านข้างเคียง"}}]
        _revise(t, s, neighbour, team=team)
    _stand_by(t, s, owner)
    with t.step("what the project needs is measured by four factors, each with a gap from 0 to 4"):
        factors = t.show("projectNeeds", owner, project_id=project["id"])["factors"]
        gaps = {str(factor["factor"]): int(factor["gap"]) for factor in factors}
        expect(set(gaps) == {"direction", "skills", "capital", "network"}, f"{gaps}")
        expect(gaps["direction"] == 0 and gaps["capital"] == 4, f"{gaps}")
    t.aside("gaps: " + ", ".join(f"{factor} {gap}" for factor, gap in gaps.items()))
    _enclose(t, owner, project)


def _join(t: Teller, project: Shown) -> Person:
    with t.step("a neighbour drafts the same idea, is shown who has it already, and asks to join instead"):
        neighbour, whole = t.register("ป้านิด"), document(PROPOSED[FIRST])
        begun = {name: whole[name] for name in ("title", "summary", "problem", "solution")}
        draft = t.do("createProject", neighbour, **begun)
        alike = t.show("similarProjects", neighbour, project_id=draft["id"])["data"]
        [found] = [one for one in alike if one["project_id"] == project["id"]]
        expect(found["similarity"] > 0.8 and "join" in found["suggestions"], f"{found}")
        with t.refused("not_your_project"):
            wish = {"id": project["id"], "expected_version": project["version"], "title": whole["title"]}
            t.do("updateProject", neighbour, **wish)
        t.do("askToJoin", neighbour, project_id=project["id"], message="ทำด้วยกันดีกว่าค่ะ")
    return neighbour


def _stand_by(t: Teller, s: Scene, owner: Person) -> None:
    with t.step("the project names an organization that is here as a supporter, and its manager confirms"):
        engineer = s.judges[0]  # which will be a conflict of interest
        name = {"th": "ชมรมวิศวกรอาสา", "en": "Volunteer engineers"}
        founded = t.do("createOrganization", engineer, kind="ngo", name=name)
        row = {"name": name, "part": {"th": "ตรวจแบบให้"}, "organization_id": founded["id"]}
        _revise(t, s, owner, supporters=[*document(PROPOSED[FIRST])["supporters"], row])
        [asked] = t.all("supporters", engineer, state=["proposed"])
        t.do("confirmSupporter", engineer, id=asked["id"])
        shown = t.show("project", owner, id=s.projects[FIRST]["id"])
        expect([one["confirmed"] for one in shown["supporters"]].count(True) == 1, "nobody confirmed")


def _enclose(t: Teller, owner: Person, project: Shown) -> None:
    with t.step("a plan is enclosed; what it is, is found in its bytes"):
        wish = {"project_id": project["id"], "name": "แผนงาน.csv", "size": len(PLAN)}
        path = t.do("createAttachment", owner, **wish)["upload_path"]
        t.carry("PUT", path, owner, PLAN)
        read = t.carry("GET", path, owner)
        expect(sha256(read).digest() == sha256(PLAN).digest(), "the file is another")


def _revise(t: Teller, s: Scene, who: Person, **changes: object) -> None:
    version = t.show("project", who, id=s.projects[FIRST]["id"])["version"]
    wish = {"id": s.projects[FIRST]["id"], "expected_version": version, **changes}
    s.projects[FIRST] = t.do("updateProject", who, **wish)
