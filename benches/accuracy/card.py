"""The accuracy card: measures the fields of generated cards, takes the figures of `peers.py`, and writes docs/accuracy.md.

    python card.py AHLAN --portrait FILE --peers FIGURES.json [--people N] [--seed N] --out docs/accuracy.md

Standard library only.
"""

import argparse
import datetime
import json
import os
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import readers

SCRIPTS = ("arabic", "persian", "chinese", "latin")
LOOKS = {
    "clean": "clean",
    "tilted": "turned 5°",
    "soft": "a little blurred",
    "slanted": "perspective",
    "reflecting": "small reflection",
    "small": "600 px wide",
    "mixed": "mixed",
}
DIGITS = ("national_id", "document_number", "birth_date", "expiry_date", "issue_date")


def main():
    wish = argparse.ArgumentParser()
    wish.add_argument("ahlan", type=Path)
    wish.add_argument("--portrait", type=Path, required=True)
    wish.add_argument("--peers", type=Path, required=True)
    wish.add_argument("--people", type=int, default=200, help="for each script and look, a card each")
    wish.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6, 10**9))
    wish.add_argument("--out", type=Path, required=True)
    wish = wish.parse_args()
    cells = list(product(SCRIPTS, LOOKS))
    # Two at once: a reader uses one core.
    with ThreadPoolExecutor(2) as pool:
        read = dict(zip(cells, pool.map(lambda cell: read_cell(wish, *cell), cells)))
    peers = json.loads(wish.peers.read_text())
    wish.out.write_text("\n".join([*head(wish), *fields(wish, read), *zones(peers), *faces(peers), ""]))


def read_cell(wish, script, look):
    """What `ahlan document evaluate` says of one script and look."""
    with tempfile.TemporaryDirectory() as folder:
        common = ["--seed", wish.seed, "--count", wish.people, "--portrait", wish.portrait]
        command = [wish.ahlan, "specimen", "--out", folder, "--papers", "card", "--script", script, "--look", look, *common]
        readers.run(list(map(str, command)))
        report = readers.run([wish.ahlan, "document", "evaluate", Path(folder) / "truth.csv", "--json"]).lines[0]
        print(f"{script}, {look}: {rate(exact(report))}", flush=True)
        return report


def exact(report, of="fields"):
    """Fields that are exact, of all."""
    chosen = [field["exact"] for field in report[of].values()]
    return sum(one["count"] for one in chosen), sum(one["of"] for one in chosen)


def right_characters(scores, names):
    chosen = [field["character_errors"] for name, field in scores.items() if name in names]
    of = sum(one["of"] for one in chosen)
    return of - sum(one["count"] for one in chosen), of


def rate(counts):
    count, of = counts
    return f"{100 * count / of:.1f} % ({count}/{of})" if of else "–"


def added(all_counts):
    return tuple(map(sum, zip(*all_counts)))


def head(wish):
    return [
        "# How well Ahlan reads documents and knows faces",
        "",
        f"Measured on {datetime.date.today()} by `make accuracy`, which writes this file. The specimens",
        f"are documents of the fictional Utopia, drawn by `ahlan specimen` from seed {wish.seed}, which nobody had used before;",
        "each script is set in one font, the portrait is one public-domain photograph, and no hand held the camera. A bank's own",
        "documents are harder: measure with `ahlan document evaluate` and `ahlan face evaluate` on pictures of your own.",
        f"The machine had {os.cpu_count()} cores and a load of {os.getloadavg()[2]:.1f} over the last quarter of an hour: trust the times' ratios.",
    ]


def fields(wish, read):
    """Printed fields by script and condition, and what the service makes of them."""
    return [
        "",
        "## Printed fields",
        "",
        f"{wish.people} cards a script and condition. A field counts when every character is right;",
        "one that was left unread counts as wrong. Pictures that the service asks for again are read all the same, and are in",
        "here: what a reflection burns out is lost to every reader.",
        *table(read, exact),
        "",
        "Characters of numbers and dates, in the digits of the script:",
        *table(read, lambda report: right_characters(report["fields"], DIGITS)),
        "",
        "## What the service goes on with",
        "",
        "Cards that the service asks for again, saying why: a reflection on print, too far away, out of focus:",
        *table(read, lambda report: (report["asked_again"]["count"], report["asked_again"]["of"])),
        "",
        "Printed fields of the others:",
        *table(read, lambda report: exact(report, "fields_gone_on_with")),
        "",
        "Characters of their numbers and dates:",
        *table(read, lambda report: right_characters(report["fields_gone_on_with"], DIGITS)),
    ]


def table(read, counted):
    """One row a look and one column a script, of what `counted` says of a report."""
    lines = ["", "| | " + " | ".join(SCRIPTS) + " | all |", "|---|" + "---|" * (len(SCRIPTS) + 1)]
    for look, said in LOOKS.items():
        row = [counted(read[script, look]) for script in SCRIPTS]
        lines.append(f"| {said} | " + " | ".join(map(rate, [*row, added(row)])) + " |")
    columns = [added([counted(read[script, look]) for look in LOOKS]) for script in SCRIPTS]
    return [*lines, "| **all** | " + " | ".join(map(rate, [*columns, added(columns)])) + " |"]


def zones(peers):
    """Machine readable zones, beside the peers."""
    lines = [
        "",
        "## Machine readable zones, beside the peers",
        "",
        f"Same pictures, same run, one thread each (`make bench-peers`, seed {peers['seed']}). PassportEye and fastmrz as their",
        "packages install them: the first asks Tesseract for English, the second for a language `mrz` that no package brings,",
        "and Debian's English stands in. Our times hold the print and the picture's quality too. *Certain*: accepted without a",
        "doubt. *False valid*: a zone whose check digits are wrong on paper, called valid.",
        "",
        "| set | reader | exact | valid, wrong | certain, wrong | false valid | median ms | p95 ms | peak MiB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, by_reader in peers["zones"].items():
        for who, z in by_reader.items():
            certain = "" if z["certain_and_wrong"] is None else z["certain_and_wrong"]
            counts = f"{rate((z['exact'], z['of']))} | {z['valid_but_wrong']} | {certain} | {z['false_valid']}"
            times = f"{z['median_ms']:.0f} | {z['p95_ms']:.0f} | {z['peak_mib']:.0f}"
            lines.append(f"| {name} | {who} | {counts} | {times} |")
    return lines


def faces(peers):
    """Face comparison beside the peer."""
    if not peers["faces"]:
        return ["", "## Faces", "", "Not measured: no folder of faces was given (`scripts/bench-peers --faces FOLDER`)."]
    lines = [
        "",
        "## Faces, beside the peer",
        "",
        "Genuine pairs matched at a false accept rate of 1 % on the same pairs, with the 95 % interval; a picture on which no face",
        "is found counts as not matched. *Printed*: the first picture as the portrait on a specimen card's front, its face so many",
        "pixels high. CPU seconds are the whole process's, for two pictures. Every face that is found is compared, as the peer does.",
        "",
        "| set | Ahlan | face_recognition | CPU s: Ahlan | face_recognition |",
        "|---|---|---|---|---|",
    ]
    for name, by_reader in peers["faces"].items():
        cell = lambda r: f"{rate((r['matched'], r['genuine']))} {r['interval']}"
        ours, theirs = by_reader.values()
        lines.append(f"| {name} | {cell(ours)} | {cell(theirs)} | {ours['cpu_s']:.3f} | {theirs['cpu_s']:.3f} |")
    return lines


if __name__ == "__main__":
    main()
