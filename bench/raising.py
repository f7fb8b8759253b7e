"""What backers pledge to: campaigns of projects that are there already. One is hot, the others share what comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, select

from adapters.database.accounts import accounts
from adapters.database.campaigns import campaigns
from adapters.database.projects import projects
from adapters.ids import new_id
from bench.data import insert_all
from domain.ids import AccountId, CampaignId, ProjectId
from domain.model.campaigns import Campaign, CampaignState, Model
from domain.money import Currency

SPREAD = 32  # campaigns: more than there are backers at once


@dataclass(frozen=True)
class Raising:
    """Ids of campaigns by their model: what a campaign keeps in any case is collected with the pledge; else the card
    is only secured."""

    hot: dict[Model, str]
    spread: dict[Model, list[str]]


def raise_money(url: str) -> Raising:
    """Launch campaigns in a database that `bench.data` has filled."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    needed = len(Model) * (SPREAD + 1)
    with engine.begin() as connection:
        owned = select(projects.c.id, projects.c.account_id).order_by(projects.c.id).limit(needed)
        found = connection.execute(owned.join(accounts)).all()
        live = [
            _campaign(project_id, account_id, model)
            for (project_id, account_id), model in zip(found, [*Model] * (SPREAD + 1), strict=True)
        ]
        insert_all(connection, campaigns, live)
    engine.dispose()
    of = {model: [str(each.id) for each in live if each.model is model] for model in Model}
    return Raising(
        {model: ids[0] for model, ids in of.items()}, {model: ids[1:] for model, ids in of.items()}
    )


def _campaign(project_id: str, account_id: str, model: Model) -> Campaign:
    now = datetime.now(UTC)
    return Campaign(
        id=CampaignId(new_id("campaign")),
        project_id=ProjectId(project_id),
        account_id=AccountId(account_id),
        title={"th": "คืนน้ำให้ไร่บนเขา"},
        story={"th": "ฝายยี่สิบตัวก่อนหน้าแล้ง"},
        goal_amount=100_000_000,
        currency=Currency.THB,
        deadline=now + timedelta(days=30),
        model=model,
        created_at=now,
        updated_at=now,
        launched_at=now,
        state=CampaignState.LIVE,
        public=True,
    )
