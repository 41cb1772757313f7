"""Everybody's readers as processes: what they said, how long each picture took, and what the process took in all."""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERS = ("PassportEye", "fastmrz")


@dataclass
class Process:
    """A process that has ended."""

    lines: list
    cpu_s: float
    peak_mib: float


@dataclass
class Zones:
    """How a reader did on a set."""

    of: int
    exact: int
    valid_but_wrong: int
    false_valid: int
    median_ms: float
    p95_ms: float
    peak_mib: float
    certain_and_wrong: int | None = None


class Failed(Exception):
    """A command that ended with an error, and what it said."""


def run(command):
    """Runs a command and measures it; its output is JSON, an object a line."""
    # One thread each, so that CPU seconds and times mean the same for everybody.
    env = os.environ | {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, stdout=out, stderr=err, env=env)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        if child.returncode != 0:
            err.seek(0)
            raise Failed(f"{' '.join(map(str, command))}: {err.read().decode()[-2000:]}")
        lines = [json.loads(line) for line in out.read().splitlines() if line.startswith(b"{")]
    return Process(lines, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def zones_by_peer(peer, cases):
    """What a peer reads of `cases`."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as table:
        rows = csv.writer(table)
        rows.writerow(["image", "mrz"])
        rows.writerows([case["image"], "|".join(case["lines"])] for case in cases)
        table.flush()
        done = run([sys.executable, HERE / "zones.py", peer, table.name])
    return _zones(done, cases, [(line["exact"], line["valid"]) for line in done.lines])


def zones_by_us(ahlan, cases):
    """What `ahlan document read` reads of `cases`; it reads the print and measures the picture in the same time."""
    done = run([ahlan, "document", "read", "--json", *(case["image"] for case in cases)])
    zones = [line["mrz"] or {"lines": None, "valid": False, "certain": False} for line in done.lines]
    said = [(zone["lines"] == case["lines"], zone["valid"]) for zone, case in zip(zones, cases)]
    result = _zones(done, cases, said)
    result.certain_and_wrong = sum(zone.get("certain", False) and not exact for zone, (exact, _) in zip(zones, said))
    return result


def _zones(done, cases, said):
    ms = sorted(line["ms"] for line in done.lines)
    conformant = [(case["conformant"], *both) for case, both in zip(cases, said)]
    return Zones(
        of=sum(ok for ok, _, _ in conformant),
        exact=sum(ok and exact for ok, exact, _ in conformant),
        valid_but_wrong=sum(valid and not exact for _, exact, valid in conformant),
        false_valid=sum(valid and not ok for ok, _, valid in conformant),
        median_ms=statistics.median(ms),
        p95_ms=ms[min(len(ms) - 1, int(0.95 * len(ms)))],
        peak_mib=done.peak_mib,
    )
