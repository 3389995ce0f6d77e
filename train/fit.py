"""One training run: base weights in, checkpoints and a log out.

    python -m train.fit --base bge --epochs 5 --rate 1.5e-4 --vary --seed 3 --out train/work/network
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch

from onrecord.wordpiece import WordPiece
from train import base, polnear
from train.model import Network, losses, rate
from train.vary import varied

CORPORA = Path("../shared/corpora")


Window = tuple[polnear.Example, int, int]  # pieces from … to


def network_from(name: str, keep: list[int] | None, dropout: float) -> Network:
    weights = base.load(name, keep)
    layers = 1 + max(int(key.split(".")[1]) for key in weights if key.startswith("layers."))
    network = Network(layers, dropout)
    named = dict(network.encoder.named_parameters())
    with torch.no_grad():
        for key, value in weights.items():
            target = named[key if key in named else f"{key}.weight"]
            target.copy_(torch.from_numpy(np.array(value)))
    return network


def grouped(examples: list[polnear.Example], length: int, tokens: int, rng: random.Random) -> list[list[Window]]:
    """Windows of one epoch in groups of about `tokens` pieces, near-equal lengths together."""
    cut = polnear.windows(examples, length, rng)
    cut.sort(key=lambda row: -((row[2] - row[1]) // 64))
    groups: list[list[Window]] = [[]]
    for row in cut:
        widest = max((end - start for _, start, end in groups[-1]), default=0)
        if groups[-1] and (len(groups[-1]) + 1) * max(widest, row[2] - row[1]) > tokens:
            groups.append([])
        groups[-1].append(row)
    rng.shuffle(groups)
    return groups


def fit(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    wordpiece = WordPiece(base.vocabulary().split("\n")[:-1])
    golds = polnear.load(CORPORA / "polnear/train.jsonl.gz", every_annotator=True)
    if args.limit:
        golds = golds[: args.limit]
    examples = [polnear.example(gold, wordpiece) for gold in golds]  # of the first epoch; varied afresh in each
    keep = [int(x) for x in args.keep.split(",")] if args.keep else None
    network = network_from(args.base, keep, args.dropout)
    network.encoder.words.requires_grad_(False)  # a third of all weights; frozen they cost nothing and forget nothing
    slow = [weight for weight in network.encoder.parameters() if weight.requires_grad]
    fast = list(network.attribution.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": slow}, {"params": fast}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    steps = args.epochs * len(grouped(examples, args.length, args.tokens, random.Random(0)))
    average = {key: value.detach().clone() for key, value in network.named_parameters()}
    args.out.mkdir(parents=True, exist_ok=True)
    step, started = 0, time.time()
    for epoch in range(args.epochs):
        if args.vary:
            examples = [polnear.example(varied(gold, rng), wordpiece) for gold in golds]
        sums = np.zeros(3)
        for number, group in enumerate(grouped(examples, args.length, args.tokens, rng)):
            batch = polnear.batch(group)
            factor = rate(step, steps, args.warmup)
            for settings, top in zip(optimiser.param_groups, (args.rate, args.head_rate), strict=True):
                settings["lr"] = top * factor
            flat, pair = losses(network, batch, torch.bfloat16)
            optimiser.zero_grad(set_to_none=True)
            (args.flat_weight * flat + pair / 10).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step = min(step + 1, steps)
            if step % 5 == 0:
                decay = min(0.99, step / (step + 50))
                for key, value in network.named_parameters():
                    if value.requires_grad:
                        average[key].lerp_(value.detach(), 1 - decay)
            sums += (1, flat.item(), pair.item())
            if number % 20 == 0:
                done = f"{time.time() - started:.0f}s epoch {epoch} step {step}/{steps}"
                print(f"{done} flat {sums[1] / sums[0]:.4f} pair {sums[2] / sums[0]:.3f}", flush=True)
                sums[:] = 0
            if args.stop and step >= args.stop:
                return
        torch.save({"network": average, "layers": len(network.encoder.layers), "epoch": epoch}, args.out / "average.pt")
        (args.out / "run.json").write_text(json.dumps({k: str(v) for k, v in vars(args).items()}))
    (args.out / "done").touch()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default="minilm", choices=("minilm", "bge", "colbert", "reranker"))
    parser.add_argument("--keep", default="")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--length", type=int, default=382)
    parser.add_argument("--tokens", type=int, default=3072)
    parser.add_argument("--warmup", type=int, default=150)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--flat-weight", type=float, default=5.0)
    parser.add_argument("--vary", action="store_true", help="train on variants of the layout, see train.vary")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--stop", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    fit(parser.parse_args())
