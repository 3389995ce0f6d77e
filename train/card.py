"""The model card, docs/model-card.md: what the weights are, what they learned from, and how well they do.

    python -m train.card      writes it anew for the model in the package
"""

from __future__ import annotations

from pathlib import Path

from bench.quality import POLNEAR_DEV, Quality, measure
from onrecord import Reader
from onrecord.model import FOLDER, model_hash

CARD = Path("docs/model-card.md")

TEMPLATE = """# Model card

Written by `python -m train.card`; every figure below was measured by it.

| | |
|---|---|
| model | `{hash}` (SHA-256 over its files, first 16 digits; `onrecord --version` prints it) |
| task | attribution: cue, source and content of every statement, and statements within statements |
| network | twelve transformer layers of width 384 (33 million weights), uncased WordPiece, with case, quotation marks, paragraph starts and missing spaces as further inputs; a tagger of cues; for each cue, a linear chain over 160 pieces on either side for source and content |
| heads over words | three layers of width 256 over layers 3, 6, 9 and 12 of the same encoder, whose weights they leave as they are: names, Penn tags, Universal Dependencies, types of things, antecedents; places that act |
| files | `encoder.onnx` ({encoder:.1f} MB, weights of 7 bits), `pair.onnx` ({pair:.1f} MB, fp32), `words.onnx` ({words:.1f} MB, likewise), `words.npz`, `vocab.txt`, `config.json` |
| language | English news |
| licence | Apache-2.0 |

## Learned from

| data | what for | licence of the data |
|---|---|---|
| bge-small-en, dequantised from int8 | start of the twelve layers | MIT |
| all-MiniLM-L6-v2 | vocabulary only | Apache-2.0 |
| PolNeAR train (840 articles, 919 annotator layers) | attribution | none stated for the annotations; used for weights only |
| CoNLL++ train (Reuters text) | names | annotations Apache-2.0; used for weights only |
| Worldwide newswire, without six held-out sources | names | none stated; used for weights only |
| GUM train, without six held-out documents; EWT train | parse, types, antecedents | annotations CC BY 4.0, CC BY-SA 4.0 |
| LitBank, GAP | antecedents | CC BY 4.0, Apache-2.0 |
| ReLocaR train | places that act | GPL-3 data; used for weights only |
| TimeBank | 269 choices of past or coming, for dates (`lang/en/time_weights.tsv`) | LDC user agreement; used for weights only |

No text of any of these is in this repository. Statements within statements are not annotated in PolNeAR: the model finds
them when it is shown a content alone, and no figure below is about them.

## How well

PolNeAR dev, first annotator, {documents} articles, {gold:,} attributions. Exact spans, micro F1; 95 % bootstrap
interval over articles. The confidence of each statement was fitted on the same articles (six numbers), and the bias of
cues chosen on them; nothing else was.

| | F1 | interval | precision | recall |
|---|---|---|---|---|
{rows}

Expected calibration error of `confidence`: {error:.3f}. Whole attributions by threshold of confidence:

| confidence at least | precision | recall |
|---|---|---|
{curve}

By publisher, whole attributions, F1: {publishers}.

For comparison, on PolNeAR *test*, other articles of the same publishers: CofeNet (BERT-base) 83.2 / 75.3 / 72.9 for
source, cue and content; two trained annotators agree at 79.1 / 70.3 / 68.6, and 52.8 for whole attributions.

Names, antecedents, parse, metonymy and speakers are measured by `python -m bench --only who`; docs/entities.md has the figures.
The shipped heads over words were trained in two runs (two epochs, then five with the marks of `onrecord.marks`); `make train`
makes them in one of seven, from some more data (`train.corpora`), which was not run. The shipped `encoder.onnx` is that of the first
release with its weights rounded anew from 8 to 7 bits (`python -m train.rounding`), not trained again; `words.onnx` likewise.

## What to expect

* It learned from seven American publishers of 2015 and 2016. Other varieties of English, other times and other
  layouts are read with the same weights; training varied quotation marks, headlines and press-release layouts, but no
  figure above speaks for them.
* PolNeAR counts attitudes ("hopes", "opposes", "is expected to") as attributions, and so does the model.
* Sources of participles ("…, adding that") are the words of the subject, as in PolNeAR.
"""


def write(quality: Quality) -> None:
    scores = quality.scores
    rows = []
    for name in ("source", "cue", "content", "whole", "token source", "token cue", "token content"):
        low, high = scores[name].interval()
        figures = (scores[name].f1, scores[name].precision, scores[name].recall)
        rows.append(f"| {name} | {figures[0]:.1f} | {low:.1f}–{high:.1f} | {figures[1]:.1f} | {figures[2]:.1f} |")
    text = TEMPLATE.format(
        hash=model_hash(),
        encoder=(FOLDER / "encoder.onnx").stat().st_size / 1e6,
        pair=(FOLDER / "pair.onnx").stat().st_size / 1e6,
        words=(FOLDER / "words.onnx").stat().st_size / 1e6,
        documents=quality.documents,
        gold=quality.gold,
        rows="\n".join(rows),
        error=quality.calibration_error,
        curve="\n".join(f"| {least:.1f} | {precision:.1f} | {recall:.1f} |" for least, precision, recall in quality.curve),
        publishers=", ".join(f"{name} {scores['whole'].f1:.1f}" for name, scores in quality.by_publisher.items()),
    )
    CARD.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(measure(Reader(), POLNEAR_DEV))
