"""Faces: Ahlan and `face_recognition` on the same pairs, as they are and against portraits printed on specimen cards."""

import csv
import math
import sys
import tempfile
from pathlib import Path

from PIL import Image

import readers

# Heights of the printed face, eyebrows to chin, in pixels of the card's picture.
PRINTED = (120, 100, 80, 60)
MOST_FALSE = 0.01
# Pixels of the picture that a small card lies on.
TABLE = (800, 600)


def of(ahlan, folder, scratch):
    """Each set of pairs by reader: genuine pairs matched at FAR 1 %, and CPU seconds of a verification."""
    with open(folder / "pairs.csv", newline="", encoding="utf-8") as rows:
        pairs = [(folder / row["a"], folder / row["b"], row["same"] == "1") for row in csv.DictReader(rows)]
    figures = {"as they are": compared(ahlan, pairs)}
    fronts = {path: printed(ahlan, path, scratch) for path in sorted({a for a, _, _ in pairs})}
    for height in PRINTED:
        small = {path: shrunk(front, height, scratch) for path, front in fronts.items() if front}
        shown = [(small[a], b, same) for a, b, same in pairs if a in small]
        figures[f"printed, {height} px"] = compared(ahlan, shown)
    return figures


def compared(ahlan, pairs):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as table:
        rows = csv.writer(table)
        rows.writerow(["a", "b", "same"])
        rows.writerows([a, b, int(same)] for a, b, same in pairs)
        table.flush()
        # As the peer, which has no gate, every face that is found is compared.
        ours = readers.run([ahlan, "face", "evaluate", table.name, "--every-face", "--json"])
        theirs = readers.run([sys.executable, readers.HERE / "faces.py", table.name])
    pictures = len({path for a, b, _ in pairs for path in (a, b)})
    genuine = sum(same for _, _, same in pairs)
    report = ours.lines[0]
    target = next(at for aim, at in report["all"]["targets"] if aim == MOST_FALSE)
    # Where too few pictures were good enough to be compared, nothing was matched.
    matched = target["fnmr"]["of"] - target["fnmr"]["count"] if target["answer"] == "found" else 0
    looks = report["timing"]["runs"]
    return {
        "Ahlan": row(matched, genuine, ours.cpu_s / looks * 2),
        "face_recognition": row(matched_by_peer(theirs.lines), genuine, theirs.cpu_s / pictures * 2),
    }


def row(matched, genuine, cpu_s):
    return {"matched": matched, "genuine": genuine, "interval": wilson(matched, genuine), "cpu_s": round(cpu_s, 3)}


def matched_by_peer(lines):
    """Genuine pairs matched at the widest threshold at which at most 1 % of the others match."""
    different = sorted(line["distance"] for line in lines if not line["same"] and line["distance"] is not None)
    limit = different[int(MOST_FALSE * len(different))]
    return sum(line["same"] and line["distance"] is not None and line["distance"] < limit for line in lines)


def wilson(count, of, z=1.96):
    """The 95 % interval of a share (Wilson 1927)."""
    if not of:
        return None
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return [round(middle - half, 3), round(middle + half, 3)]


def printed(ahlan, portrait, scratch):
    """The front of a specimen card with this portrait, and its face's height; nothing where no face is found on it."""
    folder = scratch / f"card-{portrait.stem}"
    try:
        readers.run([ahlan, "specimen", "--out", folder, "--seed", "1", "--look", "flat", "--portrait", portrait])
    except readers.Failed as failed:
        print(f"not printed: {failed}", file=sys.stderr)
        return None
    front = folder / "1-front.jpg"
    quality = readers.run([ahlan, "face", "compare", front, front, "--json"]).lines[0]["quality"]
    return (front, quality["a"]["numbers"]["height_px"]) if quality and quality["a"]["numbers"] else None


def shrunk(front, height, scratch):
    path, face = front
    picture = Image.open(path)
    size = tuple(round(side * height / face) for side in picture.size)
    to = scratch / f"{path.parent.name}-{height}.jpg"
    card = picture.resize(size, Image.Resampling.LANCZOS).convert("RGB")
    # On a grey table: a card so small is a part of a picture, and a picture so small is none.
    table = Image.new("RGB", tuple(max(side, least) for side, least in zip(size, TABLE)), (128, 128, 128))
    table.paste(card, tuple((outer - inner) // 2 for outer, inner in zip(table.size, size)))
    table.save(to, "JPEG", quality=85)
    return to


def show(figures):
    print(f"\n{'faces, genuine pairs matched at FAR 1 %':42} {'Ahlan':>22} {'face_recognition':>22}   CPU s, ours / theirs")
    for name, by_reader in figures.items():
        cells = [f"{r['matched']}/{r['genuine']} {r['interval']}" for r in by_reader.values()]
        cpu = " / ".join(f"{r['cpu_s']:.3f}" for r in by_reader.values())
        print(f"  {name:40} {cells[0]:>22} {cells[1]:>22}   {cpu}", flush=True)
