"""Distillation: a small network learns from a larger one, on PolNeAR and on unlabelled news.

The student follows the teacher's tag probabilities and the marginals of its chains (whose gradient is simply
"student's marginals minus teacher's"), and on PolNeAR the gold tags as well.

    python -m train.distil --teacher train/work/bge12/average.pt --student train/work/minilm6/average.pt \
        --inner train/work/inner.json --out train/work/student
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from onrecord.attribution import REACH, find_cues
from onrecord.encode import BREAK
from onrecord.wordpiece import WordPiece
from train import base, corpora, polnear
from train.fit import CORPORA, Window, grouped
from train.model import Batch, Network, PairRow, crf_log_likelihood, inner_loss, log_partition, pair_scores, rate
from train.vary import varied

PAIR_COLUMNS = [field.name for field in fields(Batch)][-9:]


def load(path: Path, dropout: float = 0.1) -> Network:
    saved = torch.load(path, weights_only=True)
    network = Network(saved["layers"], dropout)
    network.load_state_dict(saved["network"], strict=False)  # an older one has no head for inner cues
    return network


def with_cues(batch: Batch, flat: Tensor) -> Batch:
    """The batch with a chain around every cue that the teacher's flat scores [B, T, 7] find, and its inner chains.

    Teachers know nothing of inner cues: those are learned from their labels alone.
    """
    rows: list[PairRow] = []
    for window, size in enumerate(batch.real.sum(1).int().tolist()):
        breaks = (batch.features[window, :size, BREAK] > 0).numpy()
        cues = [place for place, _ in find_cues(flat[window, :size].softmax(-1)[:, 3:5].numpy(), breaks, 0.0)]
        owner = np.full(size, -1)
        for number, (first, last) in enumerate(cues):
            owner[first : last + 1] = number
        for number, (first, last) in enumerate(cues):
            low, high = max(0, first - REACH), min(size, last + REACH + 1)
            near = polnear.near(owner[low:high], number)
            rows.append(PairRow(window, first, last, False, low, np.zeros(high - low, dtype=np.int64), near))
    rows += [row for row in batch.rows if row.inner]
    return replace(batch, rows=rows, **dict(zip(PAIR_COLUMNS, polnear.pair_columns(rows), strict=True)))


def followed(teacher: Network, student: Network, batch: Batch, labelled: bool) -> tuple[Tensor, Tensor]:
    """Losses a piece and a cue: against the teacher, and half against gold where there is gold."""
    dtype = torch.bfloat16
    mask = None if batch.mask is None else batch.mask.to(dtype)
    with torch.no_grad():
        h = teacher.encoder(batch.ids, batch.features, mask, dtype)
        flat = teacher.attribution.flat(h).float()
        if not labelled:
            batch = with_cues(batch, flat)
        soft_tags = flat.softmax(-1)
        taught = pair_scores(teacher, h, batch)
    own = student.encoder(batch.ids, batch.features, mask, dtype)
    own_flat = student.attribution.flat(own).float()
    pieces = -(soft_tags * own_flat.log_softmax(-1)).sum(-1)
    if labelled:
        pieces = 0.5 * pieces + 0.5 * F.cross_entropy(own_flat.transpose(1, 2), batch.flat_tags, reduction="none")
    flat_loss = (pieces * batch.real).sum() / batch.real.sum()
    flat_loss = flat_loss + 0.5 * inner_loss(student, own, batch)
    if not batch.rows:
        return flat_loss, flat_loss * 0
    scores = pair_scores(student, own, batch)
    there, here = teacher.attribution, student.attribution
    outer = batch.cue_inner == 0
    # Share of each chain's loss that follows the teacher; the rest follows the labels.
    follow = outer * (0.5 if labelled else 1.0)
    states, moves, begins = (x.detach().clone().requires_grad_() for x in (taught, there.moves, there.begins))
    with torch.enable_grad():
        total = (log_partition(states, moves, begins, batch.pair_mask) * follow).sum()
        marginals = torch.autograd.grad(total, (states, moves, begins))
    # Rounding leaves sums of 1.001, and over 320 pieces the student would learn to profit from them.
    places = marginals[0].sum(-1, keepdim=True)
    nodes = marginals[0] / places.clamp_min(1e-9) * follow[:, None, None] * batch.pair_mask[:, :, None]
    path = (nodes * scores).sum() + (marginals[1] * here.moves).sum() + (marginals[2] * here.begins).sum()
    soft = (log_partition(scores, here.moves, here.begins, batch.pair_mask) * follow).sum() - path
    gold = crf_log_likelihood(scores, batch.pair_states, here.moves, here.begins, batch.pair_mask)
    return flat_loss, (soft - (gold * (1 - follow)).sum()) / len(batch.rows)


def distil(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    wordpiece = WordPiece(base.vocabulary().split("\n")[:-1])
    golds = polnear.load(CORPORA / "polnear/train.jsonl.gz", every_annotator=True)
    unlabelled = [polnear.Gold("", "", text, ()) for text in corpora.texts(CORPORA)]
    if args.inner:
        labels = json.loads(args.inner.read_text(encoding="utf-8"))
        golds, unlabelled = ([polnear.with_inner(gold, labels) for gold in some] for some in (golds, unlabelled))
    teacher, student = load(args.teacher).eval(), load(args.student, args.dropout)
    student.encoder.words.requires_grad_(False)
    slow = [weight for weight in student.encoder.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": slow}, {"params": list(student.attribution.parameters())}], weight_decay=0.01, betas=(0.9, 0.98)
    )

    def epoch_groups(rng: random.Random) -> list[tuple[list[Window], bool]]:
        both = [(golds, True), (rng.sample(unlabelled, round(args.unlabelled * len(unlabelled))), False)]
        rows: list[tuple[list[Window], bool]] = []
        for texts, labelled in both:
            examples = [polnear.example(varied(gold, rng), wordpiece) for gold in texts]
            rows += [(group, labelled) for group in grouped(examples, args.length, args.tokens, rng) if group]
        rng.shuffle(rows)
        return rows

    steps = args.epochs * len(epoch_groups(random.Random(0)))
    average = {key: value.detach().clone() for key, value in student.named_parameters()}
    args.out.mkdir(parents=True, exist_ok=True)
    step, started = 0, time.time()
    for epoch in range(args.epochs):
        sums = np.zeros(3)
        for number, (group, labelled) in enumerate(epoch_groups(rng)):
            factor = rate(step, steps, args.warmup)
            for settings, top in zip(optimiser.param_groups, (args.rate, args.head_rate), strict=True):
                settings["lr"] = top * factor
            flat, pair = followed(teacher, student, polnear.batch(group), labelled)
            optimiser.zero_grad(set_to_none=True)
            (args.flat_weight * flat + pair / 10).backward()
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimiser.step()
            step = min(step + 1, steps)
            if step % 5 == 0:
                decay = min(0.99, step / (step + 50))
                for key, value in student.named_parameters():
                    if value.requires_grad:
                        average[key].lerp_(value.detach(), 1 - decay)
            sums += (1, flat.item(), pair.item())
            if number % 20 == 19:
                done = f"{time.time() - started:.0f}s epoch {epoch} step {step}/{steps}"
                print(f"{done} flat {sums[1] / sums[0]:.4f} pair {sums[2] / sums[0]:.3f}", flush=True)
                sums[:] = 0
            if number % 150 == 149:
                torch.save({"network": average, "layers": len(student.encoder.layers)}, args.out / "average.pt")
            if args.stop and step >= args.stop:
                return
        torch.save({"network": average, "layers": len(student.encoder.layers)}, args.out / "average.pt")
    (args.out / "done").touch()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--student", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=7e-5)
    parser.add_argument("--head-rate", type=float, default=3e-4)
    parser.add_argument("--length", type=int, default=382)
    parser.add_argument("--tokens", type=int, default=3072)
    parser.add_argument("--warmup", type=int, default=40)
    parser.add_argument("--dropout", type=float, default=0.05)
    parser.add_argument("--flat-weight", type=float, default=5.0)
    parser.add_argument("--unlabelled", type=float, default=0.0, help="share of the unlabelled texts in each epoch")
    parser.add_argument("--inner", type=Path, help="labels made by train.inner")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--stop", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    distil(parser.parse_args())
