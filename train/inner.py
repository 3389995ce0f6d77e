"""Statements within statements, which PolNeAR does not annotate: labels made by a trained model.

A model trained on PolNeAR finds no cue inside a content, because none is ever marked there; shown the content alone,
it finds "Obama hopes that …" in "she said Obama hopes that …" as it would anywhere. Those findings become labels of
their own for the next model, which then needs one pass for both.

    python -m train.inner --model src/onrecord/model --out train/work/inner.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.attribution import Parts
from onrecord.encode import Encoder
from onrecord.record import Document
from onrecord.statements import confidence, find
from train import corpora, polnear
from train.calibrate import outer as outer_of
from train.calibrate import parts_of
from train.fit import CORPORA

LEAST = 0.45  # of 73 inner findings read by hand above .3, nearly all wrong ones lay below
BIASES = (0.0, 1.0, 2.0, 3.0)
SHORTEST = 25  # characters of a content that can hold a statement


def within(encoder: Encoder, text: str, outer: list[Parts]) -> list[Parts]:
    """Attributions inside the contents of others, in places of the whole text."""
    found: list[Parts] = []
    for start, end in (span for parts in outer for span in parts["content"] if span[1] - span[0] >= SHORTEST):
        for attribution in outer_of(encoder, list(encoder.encode(text[start:end]))):
            if confidence(encoder.config["calibration"], attribution) >= LEAST:
                parts = parts_of(attribution)
                found.append({role: tuple((a + start, b + start) for a, b in parts[role]) for role in parts})
    return found


def fit_bias(folder: Path, labeller: Path) -> None:
    """Chooses the bias of inner cues of the packed model in `folder`, against labels for PolNeAR dev.

    The head is shy, because half of what it might find is not labelled; the best F1 over cues decides.
    """
    encoder, teacher = Encoder(folder), Encoder(labeller)
    golds = polnear.load(CORPORA / "polnear/dev.jsonl.gz", every_annotator=False)
    labels = [within(teacher, gold.text, outer_gold(gold)) for gold in golds]
    wanted = {(n, parts["cue"]) for n, some in enumerate(labels) for parts in some}
    scores = []
    for bias in BIASES:
        encoder.config["inner_bias"] = bias
        found = {
            (n, tuple((span.start, span.end) for span in statement.cue))
            for n, gold in enumerate(golds)
            for statement in find(encoder, Document(gold.text))
            if statement.within
        }
        scores.append((200 * len(found & wanted) / (len(found) + len(wanted)), bias))
        print(f"inner bias {bias}: {len(found)} found, {len(wanted)} labelled, F1 of cues {scores[-1][0]:.1f}")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["inner_bias"] = max(scores)[1]
    (folder / "config.json").write_text(json.dumps(config) + "\n", encoding="utf-8")


def outer_gold(gold: polnear.Gold) -> list[Parts]:
    return [dict(attribution) for attribution in gold.attributions]


def label(model: Path, out: Path) -> None:
    encoder = Encoder(model)
    labels: dict[str, list[Parts]] = {}
    for gold in polnear.load(CORPORA / "polnear/train.jsonl.gz", every_annotator=True):
        labels[polnear.key(gold)] = within(encoder, gold.text, outer_gold(gold))
    for text in corpora.texts(CORPORA):
        outer = [parts_of(attribution) for attribution in outer_of(encoder, list(encoder.encode(text)))]
        labels[polnear.key(polnear.Gold("", "", text, ()))] = within(encoder, text, outer)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(labels), encoding="utf-8")
    print(f"{sum(map(len, labels.values()))} inner statements in {len(labels)} texts")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, help="write labels for the training texts")
    what.add_argument("--bias", type=Path, metavar="FOLDER", help="fit the bias of this packed model")
    args = parser.parse_args()
    if args.bias:
        fit_bias(args.bias, args.model)
    else:
        label(args.model, args.out)
