"""Faces, compared by a peer as it comes out of its package.

    python faces.py TABLE

TABLE is a CSV with the columns `a`, `b` (paths) and `same` (1 or 0). Prints one JSON object a pair: `same` and `distance`,
which is null where the peer found no face on one of the two.
"""

import csv
import functools
import json
import sys

import face_recognition


@functools.cache
def described(path):
    """The largest face's descriptor; every picture is looked at once."""
    picture = face_recognition.load_image_file(path)
    places = face_recognition.face_locations(picture)
    if not places:
        return None
    largest = max(places, key=lambda place: place[2] - place[0])
    return face_recognition.face_encodings(picture, [largest])[0]


def main(table):
    with open(table, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            a, b = described(row["a"]), described(row["b"])
            distance = None if a is None or b is None else float(face_recognition.face_distance([a], b)[0])
            print(json.dumps({"same": row["same"] == "1", "distance": distance}))


if __name__ == "__main__":
    main(*sys.argv[1:])
