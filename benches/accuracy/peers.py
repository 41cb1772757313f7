"""Ahlan and the peers on the same pictures in the same run: machine readable zones, then faces.

    python peers.py AHLAN --portrait FILE [--documents FOLDER] [--faces FOLDER] [--specimens N] [--peers N] [--seed N]

FOLDER of documents holds `truth.csv` (docs/operators.md names the columns), FOLDER of faces `pairs.csv`; without one that
set is left out. Specimens are drawn anew each time; the seed is printed. `scripts/bench-peers` makes the environment.
"""

import argparse
import csv
import json
import random
import tempfile
from dataclasses import asdict
from pathlib import Path

import comparisons
import distortions
import readers


def main():
    wish = argparse.ArgumentParser()
    wish.add_argument("ahlan", type=Path)
    wish.add_argument("--portrait", type=Path, required=True, help="whose portrait the specimens bear")
    wish.add_argument("--documents", type=Path)
    wish.add_argument("--faces", type=Path)
    wish.add_argument("--specimens", type=int, default=500, help="zones on specimens that we read")
    wish.add_argument("--peers", type=int, default=20, help="how many of them the peers read too, at seconds each")
    wish.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6, 10**9))
    wish.add_argument("--json", type=Path, help="where the figures go")
    wish = wish.parse_args()
    print(f"Seed {wish.seed}.", flush=True)
    figures = {"seed": wish.seed, "zones": {}, "faces": {}}
    with tempfile.TemporaryDirectory() as folder:
        for name, cases in sets(wish, Path(folder)):
            ours = {"Ahlan": readers.zones_by_us(wish.ahlan, cases)}
            few = cases if name == REAL else cases[: wish.peers]
            theirs = {peer: readers.zones_by_peer(peer, few) for peer in readers.PEERS} if few else {}
            figures["zones"][name] = {who: asdict(zones) for who, zones in (ours | theirs).items()}
            show_zones(name, ours | theirs)
        if wish.faces:
            figures["faces"] = comparisons.of(wish.ahlan, wish.faces, Path(folder))
            comparisons.show(figures["faces"])
    if wish.json:
        wish.json.write_text(json.dumps(figures, indent=1) + "\n")


REAL = "the folder's documents"


def sets(wish, folder):
    """Each set's name and cases, made when it is its turn."""
    if wish.documents:
        yield REAL, folder_of(wish.documents)
    drawn = specimens(wish, folder / "specimens")
    yield "specimens, photographed clean", drawn
    for name in distortions.ALL:
        yield f"specimens, {name}", [distorted(case, name, wish.seed, folder) for case in drawn]


def folder_of(folder):
    with open(folder / "truth.csv", newline="", encoding="utf-8") as rows:
        return [
            {
                "image": folder / row["image"],
                "lines": row["mrz"].split("|"),
                "conformant": row.get("conformant", row.get("check_digits_ok", "1")) != "0",
            }
            for row in csv.DictReader(rows)
        ]


def specimens(wish, folder):
    """Cards' backs and passports in turn, as many as were asked for."""
    command = [wish.ahlan, "specimen", "--out", folder, "--seed", wish.seed, "--count", (wish.specimens + 1) // 2]
    readers.run([*map(str, command), "--papers", "card,passport", "--look", "clean", "--portrait", str(wish.portrait)])
    with open(folder / "truth.csv", newline="", encoding="utf-8") as rows:
        zoned = [row for row in csv.DictReader(rows) if row["mrz"]]
    image = lambda row: folder / (row["back"] or row["image"])
    return [{"image": image(row), "lines": row["mrz"].split("|"), "conformant": True} for row in zoned[: wish.specimens]]


def distorted(case, name, seed, folder):
    to = folder / f"{name.replace(' ', '-')}-{case['image'].stem}.jpg"
    distortions.distort(case["image"], name, seed, to)
    return case | {"image": to}


def show_zones(name, by_reader):
    print(f"\n{name}")
    print(f"  {'':12} {'exact':>11} {'valid, wrong':>13} {'certain, wrong':>15} {'false valid':>12}", end="")
    print(f" {'median ms':>10} {'p95 ms':>8} {'peak MiB':>9}")
    for who, zones in by_reader.items():
        certain = "" if zones.certain_and_wrong is None else zones.certain_and_wrong
        print(f"  {who:12} {f'{zones.exact}/{zones.of}':>11} {zones.valid_but_wrong:>13} {certain:>15}", end="")
        print(f" {zones.false_valid:>12} {zones.median_ms:>10.0f} {zones.p95_ms:>8.0f} {zones.peak_mib:>9.0f}", flush=True)


if __name__ == "__main__":
    main()
