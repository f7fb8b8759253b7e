"""Totals of campaigns are moved by the pledges themselves, whoever writes them; views show both beside each other."""

from alembic import op

revision = "0006"
down_revision = "0005"

# One slot a pledge, by its id: its state moves within it, and a hot campaign's pledges meet each other rarely. The
# state left and the state entered are written in one order, so that two who go opposite ways do not wait in a circle.
MOVE = """
    CREATE FUNCTION move_campaign_totals() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place smallint := abs(hashtext(coalesce(NEW.id, OLD.id))::bigint) % 16;
        moved record;
    BEGIN
        FOR moved IN
            SELECT state, sum(by)::bigint AS number, sum(worth)::bigint AS amount
              FROM (SELECT OLD.state, -1 AS by, -OLD.amount AS worth WHERE TG_OP <> 'INSERT'
                     UNION ALL SELECT NEW.state, 1, NEW.amount WHERE TG_OP <> 'DELETE') AS both_ways
             GROUP BY state ORDER BY state COLLATE "C"
        LOOP
            UPDATE campaign_totals SET number = number + moved.number, amount = amount + moved.amount
             WHERE campaign_id = coalesce(NEW.campaign_id, OLD.campaign_id)
               AND slot = place AND state = moved.state;
            IF NOT FOUND THEN
                INSERT INTO campaign_totals (campaign_id, slot, state, number, amount)
                VALUES (coalesce(NEW.campaign_id, OLD.campaign_id), place, moved.state, moved.number, moved.amount)
                ON CONFLICT (campaign_id, slot, state) DO UPDATE
                   SET number = campaign_totals.number + excluded.number,
                       amount = campaign_totals.amount + excluded.amount;
            END IF;
        END LOOP;
        RETURN NULL;
    END $$
"""
# {state: [number, amount]}, {reward: how many are claimed} of those that are limited, and the partner's own id. Joined
# sideways, each is read once however many fields are made of it, and not at all where none is asked for.
CAMPAIGNS = """
    CREATE VIEW campaigns_shown AS
    SELECT campaigns.*, moved.totals, given.claims, named.external_id
      FROM campaigns
      LEFT JOIN LATERAL (
           SELECT coalesce(jsonb_object_agg(state, jsonb_build_array(number, amount)), '{}') AS totals
             FROM (SELECT state, sum(number)::bigint AS number, sum(amount)::bigint AS amount
                     FROM campaign_totals WHERE campaign_id = campaigns.id GROUP BY state) AS by_state
           ) AS moved ON true
      LEFT JOIN LATERAL (
           SELECT coalesce(jsonb_object_agg(reward_id, claimed), '{}') AS claims
             FROM reward_claims WHERE campaign_id = campaigns.id
           ) AS given ON true
      LEFT JOIN external_references AS named
        ON named.organization_id = campaigns.organization_id AND named.kind = 'campaign'
       AND named.subject = campaigns.id
"""
PLEDGES = """
    CREATE VIEW pledges_shown AS
    SELECT pledges.*, campaigns.state AS campaign_state FROM pledges JOIN campaigns ON campaigns.id = campaign_id
"""


def upgrade() -> None:
    op.execute(MOVE)
    op.execute(
        "CREATE TRIGGER pledges_move_totals AFTER INSERT OR DELETE OR UPDATE OF state, amount ON pledges"
        " FOR EACH ROW EXECUTE FUNCTION move_campaign_totals()"
    )
    op.execute(CAMPAIGNS)
    op.execute(PLEDGES)


def downgrade() -> None:
    op.execute("DROP VIEW pledges_shown")
    op.execute("DROP VIEW campaigns_shown")
    op.execute("DROP TRIGGER pledges_move_totals ON pledges")
    op.execute("DROP FUNCTION move_campaign_totals()")
