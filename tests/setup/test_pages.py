"""scripts/node-path and scripts/build-pages with stand-ins for Node, npm and pip, in a copy of the tree."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Answers `node -e` by exit code: whether the version fits is the script's own question to it.
NODE = "#!/bin/sh\nexit {fits}\n"
NPM = """#!/bin/sh
echo "$@" >> "{home}/npm"
case "$*" in ci*) mkdir -p node_modules ;; *build*) mkdir -p dist/console && echo page > dist/console/index.html ;; esac
"""
# `python3 -m venv` leaves an environment whose pip writes down what it was asked for and brings a Node.
PYTHON = """#!/bin/sh
for folder; do :; done
mkdir -p "$folder/bin"
printf '#!/bin/sh\\necho "$@" >> "{home}/pip"\\nprintf "#!/bin/sh\\\\nexit {brings}\\\\n" > "%s/bin/node"\\nchmod +x "%s/bin/node"\\n' \
  "$folder" "$folder" > "$folder/bin/pip"
chmod +x "$folder/bin/pip"
"""


class Pages(unittest.TestCase):
    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="ahlan-pages-"))
        self.addCleanup(shutil.rmtree, self.home)
        self.tree = self.home / "tree"
        for folder in ("bin", "tree/scripts", "tree/web/src", "tree/web/test"):
            (self.home / folder).mkdir(parents=True)
        for script in ("node-path", "build-pages"):
            shutil.copy(ROOT / "scripts" / script, self.tree / "scripts")
        for file in ("package-lock.json", "node-requirements.txt"):
            shutil.copy(ROOT / "web" / file, self.tree / "web")
        self.source = self.tree / "web/src/page.ts"
        self.source.write_text("one\n")
        self.program("npm", NPM.format(home=self.home))
        self.program("python3", PYTHON.format(home=self.home, brings=0))
        self.program("node", NODE.format(fits=0))

    def program(self, name, text):
        path = self.home / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def run_script(self, name):
        path = f"{self.home}/bin:/usr/bin:/bin"
        return subprocess.run([self.tree / "scripts" / name], capture_output=True, text=True, env=os.environ | {"PATH": path})

    def asked(self, program):
        log = self.home / program
        return log.read_text().splitlines() if log.exists() else []

    def test_a_node_that_fits_is_taken_as_it_is(self):
        self.assertEqual(self.run_script("node-path").stdout.strip(), f"{self.home}/bin")
        self.assertEqual(self.asked("pip"), [])

    def test_an_old_node_is_left_alone_and_another_comes_from_pypi_by_hash_once(self):
        self.program("node", NODE.format(fits=1))
        for _ in range(2):
            found = self.run_script("node-path")
            self.assertEqual(found.stdout.strip(), f"{self.tree}/.runtime/node/bin", found.stderr)
        self.assertEqual(len(self.asked("pip")), 1)
        self.assertIn("--require-hashes", self.asked("pip")[0])

    def test_a_node_that_does_not_run_here_is_named(self):
        self.program("node", NODE.format(fits=1))
        self.program("python3", PYTHON.format(home=self.home, brings=1))
        found = self.run_script("node-path")
        self.assertEqual(found.returncode, 1)
        self.assertIn("does not run here", found.stderr)

    def test_the_pages_are_built_once_and_a_second_run_asks_npm_for_nothing(self):
        first = self.run_script("build-pages")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertEqual([line.split()[0] for line in self.asked("npm")], ["ci", "run"])
        self.assertEqual(self.run_script("build-pages").returncode, 0)
        self.assertEqual(len(self.asked("npm")), 2)

    def test_a_changed_source_builds_anew_and_keeps_the_packages(self):
        self.run_script("build-pages")
        self.source.write_text("two\n")
        self.run_script("build-pages")
        self.assertEqual([line.split()[0] for line in self.asked("npm")], ["ci", "run", "run"])

    def test_a_changed_test_builds_nothing(self):
        self.run_script("build-pages")
        (self.tree / "web/test/new.mjs").write_text("test\n")
        self.run_script("build-pages")
        self.assertEqual(len(self.asked("npm")), 2)

    def test_pages_that_were_thrown_away_are_built_again(self):
        self.run_script("build-pages")
        shutil.rmtree(self.tree / "web/dist")
        self.run_script("build-pages")
        self.assertTrue((self.tree / "web/dist/console/index.html").exists())

    def test_no_registry_stands_in_the_lock_file(self):
        lock = (ROOT / "web/package-lock.json").read_text()
        self.assertNotIn('"resolved"', lock)
        self.assertNotIn("registry", lock)


if __name__ == "__main__":
    unittest.main()
