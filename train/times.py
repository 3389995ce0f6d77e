"""Fits the chooser of past or coming (onrecord/chooser.py) on TimeBank: `python -m train.times`.

For every expression whose value depends on the chooser, both values are computed; the one that is the annotators' gives
the label. Logistic regression with a quadratic penalty, which is chosen by the choices that are right in held-out
documents: those of TimeBank by five-fold cross-validation, and those of AQUAINT, on which no weight is fitted.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.dates import CORPORA, Annotated, timeml
from onrecord import calendar, chooser
from onrecord.resolve import Context, join, reading
from onrecord.times import _is_narrative
from onrecord.timex import expressions, tokenize

PENALTIES = (1.0, 3.0, 10.0)  # weaker ones forget the prior where TimeBank has a handful of cases
# What grammar says before any count: the penalty draws the weights there, not to nought. TimeBank has few weekdays that
# are still to come, and without this "will open on Friday" was read as past.
PRIOR = {
    "tense=future": 3.5,
    "left=future near": 1.0,
    "tense=infinitive": 1.0,
    "tense=modal": 1.5,
    "tense=schedule": 3.0,
    "left=schedule near": 0.5,
    "tense=past": -1.0,
    "before=until": 4.0,
    "before=by": 1.0,
    "before=as": 2.0,
    "until, past": -5.0,
    "kind=day 7": 3.0,  # the nearer of two that are a year apart
    "kind=day 31": 2.5,
    "kind=day 92": 1.0,
    "kind=day 335": -2.0,
    "kind=day 365": -6.0,
    "kind=weekend this": 1.0,
    "kind=weekend the": -1.0,
    "earlier=coming": 1.5,
    "earlier=past": -0.5,
    "before=since": -3.0,
}
FEWEST = 2  # a feature seen less often is left out


def examples(annotated: Annotated) -> list[tuple[list[str], int]]:
    """Features and label (1 coming) of each open choice that the annotation decides."""
    doc = annotated.doc
    tokens = tokenize(doc.text)
    found = join(tokens, expressions(tokens))
    anchor = calendar.point(doc.published)
    context = Context(anchor, narrative=_is_narrative(found, anchor))
    golds = {gold.start: gold for gold in annotated.golds}
    choices = chooser.Choices(tokens)
    rows = []
    for one in found:
        kinds: list[str] = []
        gold = golds.get(tokens.starts[one.first])
        readings = []
        for answer in (0.0, 1.0):
            context.coming = lambda kind, answer=answer, kinds=kinds: (kinds.append(kind), answer)[1]  # type: ignore[misc]
            readings.append(reading(one.meaning, context))
        wanted = [i for i, read in enumerate(readings) if gold and read.value and read.value[:10] == gold.value[:10]]
        if kinds and len(wanted) == 1:
            earlier = choices.earlier(one.first)
            rows.append((chooser.features(tokens, one.first, one.end, kinds[0], earlier), wanted[0]))
            choices.made(one.end, bool(wanted[0]))
        read = readings[wanted[0] if wanted else 0]
        context.mention(one.meaning, read)
    return rows


def fit(x: np.ndarray, y: np.ndarray, names: list[str], penalty: float) -> np.ndarray:
    """Newton's method; a step that makes the loss greater is halved."""
    prior = np.array([PRIOR.get(name, 0.0) for name in names])

    def loss(weights: np.ndarray) -> float:
        logits = x @ weights
        return float(np.logaddexp(0, logits).sum() - y @ logits + penalty / 2 * ((weights - prior) ** 2).sum())

    weights = prior.copy()
    for _ in range(30):
        share = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (share - y) + penalty * (weights - prior)
        curvature = (x * (share * (1 - share))[:, None]).T @ x + penalty * np.eye(x.shape[1])
        step = np.linalg.solve(curvature, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-6:
            step /= 2
        weights -= step
    return weights


def matrix(rows: list[tuple[list[str], int]], names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    place = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, (features, _) in enumerate(rows):
        x[i, [place[name] for name in set(features) if name in place]] = 1
    return x, np.array([label for _, label in rows], dtype=float)


def main() -> None:
    documents = [examples(one) for one in timeml(CORPORA / "timeml" / "timebank")]
    rows = [row for found in documents for row in found]
    counts: dict[str, int] = {}
    for features, _ in rows:
        for name in set(features):
            counts[name] = counts.get(name, 0) + 1
    names = sorted({name for name, count in counts.items() if count >= FEWEST} | set(PRIOR))
    coming = sum(label for _, label in rows)
    print(f"{len(rows)} choices in {sum(map(bool, documents))} documents, {coming} of them coming")
    folds = np.random.default_rng(7).permutation(len(documents)) % 5
    other = [row for one in timeml(CORPORA / "timeml" / "aquaint") for row in examples(one)]
    best, shares = (0.0, 0.0), {}
    for penalty in PENALTIES:
        right = 0
        for fold in range(5):
            learned = [row for i, found in enumerate(documents) if folds[i] != fold for row in found]
            held = [row for i, found in enumerate(documents) if folds[i] == fold for row in found]
            weights = fit(*matrix(learned, names), names, penalty)
            x, y = matrix(held, names)
            right += int((((x @ weights) > 0) == y).sum())
        weights = fit(*matrix(rows, names), names, penalty)
        x, y = matrix(other, names)
        shares[penalty] = right / len(rows), float((((x @ weights) > 0) == y).mean())
        line = " and ".join(f"{100 * share:.1f} %" for share in shares[penalty])
        print(f"  penalty {penalty}: {line} of {len(other)} in AQUAINT right")
        best = max(best, (round(sum(shares[penalty]), 3), -penalty))
    chosen = -best[1]
    weights = fit(*matrix(rows, names), names, chosen)
    lines = [f"{name}\t{weight:.3f}" for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.01]
    head = [
        f"# Fitted by python -m train.times on TimeBank 1.2 (LDC user agreement; weights only, none of its text): "
        f"{len(rows)} choices, {100 * shares[chosen][0]:.1f} % right on held-out documents."
    ]
    Path(chooser.WEIGHTS).write_text("\n".join([*head, *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
