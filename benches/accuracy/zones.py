"""Machine readable zones, read by a peer as it comes out of its package.

    python zones.py PEER TABLE

TABLE is a CSV with the columns `image` (a path) and `mrz` (the zone's lines, joined by `|`). Prints one JSON object a
picture: `image`, `exact` (what the peer says of the zone is what it says of the true lines), `valid` (the peer's own word),
`ms`. Each peer judges in its own terms: PassportEye gives fields, fastmrz gives lines.
"""

import csv
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

TESSDATA = Path(os.environ.get("TESSDATA_PREFIX", "/usr/share/tesseract-ocr/5/tessdata"))


class PassportEye:
    """Reads with Tesseract's data for English: that is what it asks for."""

    NOT_READ = ("raw_text", "method", "valid_score", "mrz_type")

    def __init__(self):
        from passporteye import read_mrz
        from passporteye.mrz.text import MRZ

        self.read_mrz, self.of_lines = read_mrz, MRZ

    def read(self, image):
        zone = self.read_mrz(image)
        return (self.fields(zone), zone.valid) if zone else (None, False)

    def truth(self, lines):
        return self.fields(self.of_lines(lines))

    def fields(self, zone):
        return {name: value for name, value in zone.to_dict().items() if name not in self.NOT_READ}


class FastMrz:
    """Asks Tesseract for a language `mrz` whose data no package brings; Debian's English stands in under that name."""

    def __init__(self):
        from fastmrz import FastMRZ

        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(TESSDATA / "eng.traineddata", Path(self.folder.name) / "mrz.traineddata")
        self.reader = FastMRZ(tessdata_path=self.folder.name)

    def read(self, image):
        text = self.reader.get_details(image, ignore_parse=True)
        return text.split("\n"), self.reader.validate_mrz(text)["is_valid"]

    def truth(self, lines):
        return lines


PEERS = {"PassportEye": PassportEye, "fastmrz": FastMrz}


def main(peer, table):
    reader = PEERS[peer]()
    with open(table, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            began = time.perf_counter()
            try:
                read, valid = reader.read(row["image"])
            except Exception as error:  # A peer that breaks has not read; what broke is told.
                read, valid = None, False
                print(f"{peer}: {row['image']}: {error}", file=sys.stderr)
            ms = (time.perf_counter() - began) * 1000
            exact = read is not None and read == reader.truth(row["mrz"].split("|"))
            print(json.dumps({"image": row["image"], "exact": exact, "valid": bool(valid), "ms": ms}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
