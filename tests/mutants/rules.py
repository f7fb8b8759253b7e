"""Which rules are broken, how, and which tests are to see it. A rule is named in words, as somebody would miss it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """In `file`, what is `right` becomes `wrong`; `tests` are pytest's arguments."""

    rule: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "a call takes entries up to, and not including, the moment when it closes",
        "domain/actions.py",
        "now >= end",
        "now > end",
        ("tests/domain/test_calls.py",),
    ),
    Mutant(
        "nobody judges where there is a conflict of interest",
        "domain/usecases/rounds_opening.py",
        "conflicts=work.conflicts.of_round(round.id),",
        "conflicts=frozenset(),",
        ("tests/api/test_panels.py", "-k", "test_no_judge"),
    ),
    Mutant(
        "an entry with one review fewer than the quorum is not ranked",
        "domain/model/ranking.py",
        "if have[entry] < quorum)",
        "if have[entry] < quorum - 1)",
        ("tests/domain/test_ranking.py",),
    ),
    Mutant(
        "there is no eleventh place of ten",
        "domain/model/rounds.py",
        "not 1 <= move.place <= places",
        "not 1 <= move.place <= places + 1",
        ("tests/domain/test_rounds.py",),
    ),
    Mutant(
        "a sealed review is not written",
        "domain/policy/reviews.py",
        "        window=BEFORE_SEALING,\n",
        "",
        ("tests/domain/test_reviews.py",),
    ),
    Mutant(
        "a visitor sees no drafts",
        "domain/policy/calls.py",
        'VISIBLE = IsNot("state", "draft") |',
        'VISIBLE = IsNot("state", "archived") |',
        ("tests/api/test_calls.py", "-k", "test_a_draft"),
    ),
    Mutant(
        "a refresh token that is used twice ends its whole family",
        "domain/usecases/accounts.py",
        "        if stolen:\n            session.revoke(now=now)\n",
        "        if stolen:\n            pass\n",
        ("tests/api/test_accounts.py", "-k", "used_twice"),
    ),
    Mutant(
        "the token that renews a guest is no access token",
        "api/auth.py",
        'claims["type"] != kind or ',
        "",
        ("tests/api/test_guests.py", "-k", "renew"),
    ),
    Mutant(
        "sharing out a pool loses no satang",
        "domain/money.py",
        "shares[index] += 1",
        "shares[index] += 0",
        ("tests/domain/test_money.py", "tests/domain/test_calls.py"),
    ),
    Mutant(
        "a judge of a blind round does not learn who is behind an entry",
        "domain/policy/entries.py",
        '(JUDGES_IT & Related("round", Is("blind", False)))',
        "JUDGES_IT",
        ("tests/api/test_secrecy.py", "-k", "tells_a_judge"),
    ),
    Mutant(
        "the commitment to a review covers its scores",
        "domain/model/reviews.py",
        '"salt": self.salt, "scores": self.scores',
        '"salt": self.salt',
        ("tests/domain/test_reviews.py",),
    ),
    Mutant(
        "an entry under a minimum wins only by a move of the chair",
        "domain/model/rounds.py",
        "if s.position and s.entry_id not in moved",
        "if s.entry_id not in moved",
        ("tests/domain/test_rounds.py",),
    ),
    Mutant(
        "what waited until the round was sealed is too late",
        "domain/policy/reviews.py",
        ", by_act=True",
        "",
        ("tests/domain/test_reviews.py",),
    ),
    Mutant(
        "a refund that failed is never income",
        "domain/model/ledger.py",
        "credits = {in_progress_of(refund_id): money}, {UNCLAIMED.pattern: money}",
        "credits = {in_progress_of(refund_id): money}, {PLATFORM_FEES.pattern: money}",
        ("tests/domain/test_ledger.py",),
    ),
    Mutant(
        "a transaction that does not balance is not committed",
        "adapters/database/migrations/versions/0005_ledger_guards.py",
        "IF lines < 2 OR difference <> 0 THEN",
        "IF lines < 2 THEN",
        ("tests/adapters/test_ledger.py", "-k", "balance"),
    ),
    Mutant(
        "nothing is posted to a transaction after it was written",
        "adapters/database/migrations/versions/0005_ledger_guards.py",
        "written.written_in = pg_current_xact_id()::text::bigint",
        "true",
        ("tests/adapters/test_ledger.py", "-k", "earlier"),
    ),
    Mutant(
        "no more is given back than a campaign holds",
        "adapters/database/migrations/versions/0005_ledger_guards.py",
        "IF there < wanted THEN",
        "IF false THEN",
        ("tests/adapters/test_ledger.py", "-k", "no_more_is_taken"),
    ),
    Mutant(
        "nobody moves a balance by hand",
        "adapters/database/migrations/versions/0005_ledger_guards.py",
        "WHEN (pg_trigger_depth() < 1)",
        "WHEN (pg_trigger_depth() < 0)",
        ("tests/adapters/test_ledger.py", "-k", "by_hand or stays"),
    ),
    Mutant(
        "whoever changes a word of the books is noticed",
        "adapters/database/ledger_verify.py",
        "digest(id, transaction, recorded_at) != written",
        "False",
        ("tests/adapters/test_ledger_verify.py", "-k", "flip"),
    ),
    Mutant(
        "the last reward goes to one",
        "domain/usecases/pledges.py",
        "if cmd.reward_id and not work.rewards.claim(campaign, cmd.reward_id):",
        "if cmd.reward_id is None and not work.rewards.claim(campaign, cmd.reward_id):",
        ("tests/api/test_pledges_refused.py", "-k", "last_reward"),
    ),
    Mutant(
        "whose an anonymous pledge is stays the backer's own",
        "domain/policy/pledges.py",
        'NAMED = Is("anonymous", False) | OWN',
        'NAMED = Is("anonymous", False) | Is("anonymous", True)',
        ("tests/api/test_pledges.py", "-k", "anonymous"),
    ),
    Mutant(
        "a failed campaign charges no card",
        "domain/usecases/settling.py",
        "    if campaign.state is CampaignState.SUCCEEDED:\n        work.tell(pledge.charge(now=now))",
        "    if pledge.state is State.SECURED:\n        work.tell(pledge.charge(now=now))",
        ("tests/api/test_campaigns_ended.py", "-k", "fails"),
    ),
    Mutant(
        "one satang under the goal is not enough",
        "domain/model/campaigns.py",
        "else raised >= self.goal_amount",
        "else raised >= self.goal_amount - 1",
        ("tests/api/test_campaigns_ended.py", "-k", "fails"),
    ),
    Mutant(
        "in the graph nothing moves money without a key",
        "api/graphql/keys.py",
        "if any(each.moves_money for each in asked):",
        "if False:",
        ("tests/api/test_pledges_refused.py", "-k", "nothing_happens"),
    ),
    Mutant(
        "what was paid while it was taken back is given back",
        "domain/usecases/pledges.py",
        "    if pledge.state in IN_FLIGHT:\n        _stop(",
        "    if False:\n        _stop(",
        ("tests/api/test_pledges_taken_back.py", "-k", "very_moment or paid_no_more"),
    ),
    Mutant(
        "no more of a reward are given away than there are",
        "adapters/database/campaigns.py",
        "update(reward_claims).where(row, fits)",
        "update(reward_claims).where(row)",
        ("tests/journeys/money/test_storm_of_pledges.py", "-k", "two_hundred and card"),
    ),
    Mutant(
        "what was collected is not collected again",
        "domain/usecases/payments.py",
        "if pledge.state in WAS_COLLECTED or",
        "if",
        ("tests/journeys/money/test_m1_dual_rail.py", "-k", "carries"),
    ),
    Mutant(
        "a payment of another sum, or a second one, is none that we asked for",
        "domain/usecases/payments.py",
        "return due and money and pledge.payment in (None, fact.reference)",
        "return due",
        ("tests/journeys/money/test_money_under_attack.py", "-k", "in_suspense"),
    ),
    Mutant(
        "nobody is charged for a card that is only saved",
        "domain/usecases/payments.py",
        "due = pledge.at_once or pledge.state not in NEVER_CHARGED",
        "due = True",
        ("tests/journeys/money/test_money_under_attack.py", "-k", "in_suspense and card"),
    ),
    Mutant(
        "a refund of another sum is not ours",
        "domain/model/refunds.py",
        "return money and self.reference in (None, fact.reference)",
        "return True",
        (
            "tests/domain/test_refunds.py",
            "tests/journeys/money/test_money_under_attack.py",
            "-k",
            "another_sum",
        ),
    ),
    Mutant(
        "nobody pledges without a key",
        "domain/usecases/pledges.py",
        "allow=campaign_policy.PLEDGE.gate, needs_key=True)",
        "allow=campaign_policy.PLEDGE.gate)",
        ("tests/api/test_pledges_refused.py", "-k", "without_a_key"),
    ),
    Mutant(
        "a code expires when the provider says that nobody has paid it, not by our clock alone",
        "domain/usecases/payments.py",
        "return payments.cancel(known) if pledge.is_over(now=now) else payments.look_up(known)",
        "said = Fact(kind=Kind.PAYMENT, reference=known, status=Status.CANCELLED)\n"
        "        return said if pledge.is_over(now=now) else payments.look_up(known)",
        ("tests/journeys/money/test_pledges_gone_on_with.py", "-k", "last_minute"),
    ),
    Mutant(
        "what came late for a reward that is gone goes back by itself",
        "domain/usecases/payments.py",
        "    if not welcome:\n        give_back",
        "    if False:\n        give_back",
        ("tests/journeys/money/test_pledges_gone_on_with.py", "-k", "after_all"),
    ),
    Mutant(
        "a campaign waits for what was on its way at its deadline",
        "domain/model/campaigns.py",
        "return long_enough or not (totals.in_flight or self._awaits_report())",
        "return True",
        ("tests/journeys/money/test_m1_dual_rail.py", "-k", "carries"),
    ),
    Mutant(
        "a retry goes on with the pledge that was begun",
        "domain/usecases/pledges.py",
        "    if ports.begun:\n",
        "    if ports.begun and False:\n",
        ("tests/journeys/money/test_pledges_gone_on_with.py", "-k", "after_a_kill"),
    ),
    Mutant(
        "of two clicks on the last reward the second hears that the first is in progress",
        "domain/usecases/pledges.py",
        "if work.pledges.is_in_progress(campaign.id, actor):",
        "if False:",
        ("tests/journeys/money/test_storm_of_pledges.py", "-k", "double_click"),
    ),
    Mutant(
        "a card number is kept nowhere",
        "domain/text.py",
        'codes.append("looks_like_a_card_number")',
        "pass",
        ("tests/domain/test_card_numbers.py",),
    ),
    Mutant(
        "a number whose check digit is wrong is no card number",
        "domain/card_numbers.py",
        "% 10 == 0",
        "% 1 == 0",
        ("tests/domain/test_card_numbers.py",),
    ),
    Mutant(
        "nobody reads what is between a backer and the provider",
        "domain/views/pledges.py",
        '{"payment": Value(PAYMENT, BACKER, shape=payment)}',
        '{"payment": Value(PAYMENT, shape=payment)}',
        ("tests/journeys/money/test_pledges_are_private.py", "-k", "reads"),
    ),
    Mutant(
        "what has ended here is asked for no more once the provider has closed it",
        "domain/usecases/payments.py",
        "or fact.status in (Status.SUCCEEDED, Status.CANCELLED):",
        "or fact.status is Status.SUCCEEDED:",
        ("tests/journeys/money/test_pledges_gone_on_with.py", "-k", "left_alone"),
    ),
)
