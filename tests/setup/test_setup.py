"""scripts/setup with stand-ins for dpkg, apt and Rust: what it asks for, what it says, and what it leaves alone."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Answers from a file with a package a line, and installs by adding to it.
DPKG_QUERY = """#!/bin/sh
for package; do :; done
grep -qx "$package" "{home}/installed" && echo installed
"""
APT_GET = """#!/bin/sh
echo "$@" >> "{home}/apt"
[ "$1" = install ] || exit 0
for word; do case "$word" in install|-*) ;; *) echo "$word" >> "{home}/installed" ;; esac; done
"""
APT_CACHE = """#!/bin/sh
echo "tesseract-ocr:"; echo "  Candidate: {tesseract}"
"""
RUSTC = """#!/bin/sh
echo "rustc {version} (0123456 2026-01-01)"
"""


@unittest.skipUnless("debian" in Path("/etc/os-release").read_text(), "the script installs on Debian and Ubuntu only")
class Setup(unittest.TestCase):
    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="ahlan-setup-"))
        self.addCleanup(shutil.rmtree, self.home)
        (self.home / "bin").mkdir()
        (self.home / "installed").touch()
        # Without root's rights the script would look for sudo; `env` is what sudo is asked to run.
        self.program("sudo", '#!/bin/sh\nexec "$@"\n')
        self.program("dpkg-query", DPKG_QUERY.format(home=self.home))
        self.program("apt-get", APT_GET.format(home=self.home))
        self.program("apt-cache", APT_CACHE.format(tesseract="5.3.0-2"))
        self.rust("1.95.0")

    def program(self, name, text):
        path = self.home / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def rust(self, version):
        self.program("rustc", RUSTC.format(version=version))
        self.program("cargo", RUSTC.format(version=version))

    def run_setup(self, *options, **environment):
        path = f"{self.home}/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        clean = {name: value for name, value in os.environ.items() if name != "AHLAN_PACKAGES"}
        return subprocess.run([ROOT / "scripts/setup", *options], capture_output=True, text=True,
                              env=clean | {"PATH": path, "HOME": str(self.home)} | environment)

    def apt(self):
        log = self.home / "apt"
        return log.read_text().splitlines() if log.exists() else []

    def test_what_is_missing_is_installed_and_a_second_run_installs_nothing(self):
        first = self.run_setup()
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("fonts-ocr-b", (self.home / "installed").read_text().split())
        asked = len(self.apt())
        self.assertEqual(self.run_setup().returncode, 0)
        self.assertEqual(len(self.apt()), asked)

    def test_only_the_missing_package_is_installed(self):
        self.run_setup()
        installed = (self.home / "installed").read_text().replace("postgresql\n", "")
        (self.home / "installed").write_text(installed)
        self.run_setup()
        self.assertEqual(self.apt()[-1].split()[-1], "postgresql")
        self.assertEqual(self.apt()[-1].count("fonts-"), 0)

    def test_a_build_begins_without_what_only_the_service_and_the_tests_need(self):
        self.assertEqual(self.run_setup("--build").returncode, 0)
        installed = (self.home / "installed").read_text().split()
        self.assertIn("build-essential", installed)
        for package in ("postgresql", "tesseract-ocr-ara", "chromium"):
            self.assertNotIn(package, installed)
        self.assertEqual(self.run_setup().returncode, 0)
        for package in ("postgresql", "tesseract-ocr-ara"):
            self.assertIn(package, (self.home / "installed").read_text().split())

    def test_the_runtime_has_neither_compiler_nor_database(self):
        self.rust("0.0.0")
        self.assertEqual(self.run_setup("--runtime").returncode, 0)
        self.assertIn("tesseract-ocr-fas", self.apt()[-1])
        for package in ("build-essential", "postgresql", "python3"):
            self.assertNotIn(package, self.apt()[-1])

    def test_an_old_rust_is_named_with_rustups_command_before_anything_is_installed(self):
        self.rust("1.63.0")
        run = self.run_setup()
        self.assertEqual(run.returncode, 1)
        self.assertIn("1.63.0", run.stderr)
        self.assertIn("sh.rustup.rs", run.stderr)
        self.assertEqual(self.apt(), [])

    def test_a_newer_rust_is_taken(self):
        self.rust("1.100.0")
        self.assertEqual(self.run_setup().returncode, 0)

    def test_a_system_that_offers_an_old_tesseract_is_named(self):
        self.program("apt-cache", APT_CACHE.format(tesseract="4.1.1-2.1build1"))
        run = self.run_setup()
        self.assertEqual(run.returncode, 1)
        self.assertIn("Tesseract 4", run.stderr)
        self.assertFalse(any(line.startswith("install") for line in self.apt()))

    def test_packages_that_came_in_another_way_are_believed(self):
        self.assertEqual(self.run_setup(AHLAN_PACKAGES="present").returncode, 0)
        self.assertEqual(self.apt(), [])

    def test_an_unknown_option_is_refused(self):
        self.assertEqual(self.run_setup("--everything").returncode, 1)


if __name__ == "__main__":
    unittest.main()
