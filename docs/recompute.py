"""Checks a published round: `python3 recompute.py < bundle.json`, where that is GET /v1/rounds/{id}/bundle."""

import json
import sys
from fractions import Fraction
from hashlib import sha256
from math import isqrt
from statistics import mean, median  # exact, on fractions

sys.excepthook = lambda _, error, __: sys.stderr.write(f"This is no such bundle: {error!r}\n")
bundle = json.load(open(0, encoding="utf-8"))  # noqa: SIM115  standard input, read to its end at once
rules, reviews, method = bundle["rules"], bundle["reviews"], bundle["rules"]["method"]
# 1. Every score, and the seed of the lottery, is what a hash promised that was published before they were.
for said in (rules["seed"], *reviews, *(earlier for review in reviews for earlier in review["earlier"])):
    canonical = json.dumps(said["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not sha256(canonical.encode()).hexdigest() == said["commitment"] in bundle["commitments"]:
        raise SystemExit(f"This is not what was committed to: {canonical}")
# 2. The totals that each judge gave: for `fair` with the spread of the panel, for `z_score` as standard scores.
given = {(review["judge"], review["content"]["entry"]): review["content"]["scores"] for review in reviews}
weight = {criterion["key"]: criterion["weight"] for criterion in rules["criteria"]}
total = {p: Fraction(sum(weight[k] * s[k] for k in weight), sum(weight.values())) for p, s in given.items()}
own = {judge: {e: y for (j, e), y in total.items() if j == judge} for judge in {j for j, _ in total}}
middle = {j: mean(ys.values()) for j, ys in own.items()}
squares = {j: sum((y - middle[j]) ** 2 for y in ys.values()) for j, ys in own.items()}
pooled = sum(squares.values()) / max(len(total) - len(own), 1)
for j, ys in own.items() if method == "z_score" or (method == "fair" and pooled) else ():
    level, prior = (middle[j], 6) if method == "fair" else (0, 0)
    x = (pooled if prior else 1) * (len(ys) - 1 + prior) / (squares[j] + prior * pooled or Fraction(1))
    stretch = Fraction(isqrt(x.numerator * x.denominator * 10**120), x.denominator * 10**60)  # the root of x
    own[j] = {e: Fraction(round((level + (y - middle[j]) * stretch) * 10**6), 10**6) for e, y in ys.items()}
# 3. A score for each entry; `fair` parts y = entry + judge by least squares, with a penalty of 1/2 on entries.
of = {entry: {j: ys[entry] for j, ys in own.items() if entry in ys} for _, entry in given}
score = {e: (median if method == "median" else mean)(ys.values()) for e, ys in of.items()}
if method == "fair":
    w = {e: 1 / (len(ys) + Fraction(1, 2)) for e, ys in of.items()}
    rows = [[(a == b) * len(own[a]) - sum(w[e] for e in own[a] if e in own[b]) for b in own] for a in own]
    for row, ys in zip(rows, own.values(), strict=True):
        row.append(sum(y - w[e] * sum(of[e].values()) for e, y in ys.items()))
    for i, lead in enumerate(rows):  # solved by elimination
        for row in rows[:i] + rows[i + 1 :]:
            row[:] = [v - row[i] / lead[i] * u for v, u in zip(row, lead, strict=True)]
    b = {j: rows[i][-1] / rows[i][i] for i, j in enumerate(own)}
    score = {e: mean(b.values()) + w[e] * sum(y - b[j] for j, y in ys.items()) for e, ys in of.items()}
# 4. Under a minimum nobody is ranked; scores closer than 1e-9 are tied, and go down the published chain.
least, chain = {c["key"]: c["minimum"] for c in rules["criteria"] if c["minimum"] is not None}, {}
means = {e: {k: mean(Fraction(s[k]) for (_, x), s in given.items() if x == e) for k in weight} for e in of}
for e in (e for e in of if all(means[e][key] >= least[key] for key in least)):
    low = sum(s[key] < least[key] for (_, x), s in given.items() if x == e for key in least)
    lot = sha256(f"{rules['seed']['content']}\n{e}".encode()).hexdigest()
    chain[e] = (*(-means[e].get(key, 0) for key in rules["ties"][:2]), low, -len(of[e]), lot)
ranked, tie = sorted(chain, key=lambda e: -score[e]), {}
for before, e in zip([None, *ranked], ranked, strict=False):
    tie[e] = tie.get(before, 0) + (before in score and score[before] - score[e] >= Fraction(1, 10**9))
free = [e for e in sorted(chain, key=lambda e: (tie[e], chain[e])) if e not in bundle["moves"]]
# 5. The chair's moves take their places, the others keep their order around them; then comes the waiting list.
at = {place: entry for entry, place in bundle["moves"].items()}
winners = [at.get(place) or (free.pop(0) if free else None) for place in range(1, rules["places"] + 1)]
if winners != bundle["winners"] or free[: rules["waiting_list"]] != bundle["waiting_list"]:
    raise SystemExit(f"The rules lead to other winners: {winners}")
print(f"{len(reviews)} reviews are as committed to, and lead to the same {len(winners)} places.")  # noqa: T201  it says so
