"""Runs the rehearsal with one fault after the other. Each run must fail for that reason, in that step, and leave no process and no file
behind. `make rehearse` proves that the shipped environment passes; this proves that the rehearsal can fail.

    faults.py    exits with 75 if the pinned tools cannot be installed

It adopts every orphan (PR_SET_CHILD_SUBREAPER). A process that outlives its rehearsal becomes a child of this one, whatever its group,
session or environment, and ps shows it.
"""

import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).parent.parent
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PATIENCE = 1800  # seconds; twice the limit of a rehearsal
STEPS = ["install", "tests of its own", "synthesize", "stand-ins", "emulator", "bootstrap", "deploy", "deploy, no change",
         "diff, another image", "deploy, another image", "diff, deployed", "deploy, replaced load balancer",
         "deploy, replaced security group", "destroy", "deploy, broken reference", "destroy, after a failure", "production by hand",
         "production by the pipeline", "the same state"]


class Rehearsal:
    """One run, with a folder for temporary files that must be empty afterwards. Its output goes to a file, because a remaining process
    would keep a pipe open."""

    def __init__(self, folder: str, **environment: str):
        self.folder, self.output = folder, tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([ROOT / "scripts" / "rehearse"], stdout=self.output, stderr=subprocess.STDOUT,
                                        start_new_session=True, env={**os.environ, "TMPDIR": folder, **environment})

    def until(self, step: str) -> None:
        begun = time.monotonic()
        while step not in self.reached():
            if self.process.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise AssertionError(f"did not reach {step}:\n{self.text()}")
            time.sleep(0.1)

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def text(self) -> str:
        return os.pread(self.output.fileno(), 1 << 20, 0).decode()  # pread does not move the position at which the run writes

    def reached(self) -> list[str]:
        said = self.text().splitlines()
        return [it for it in STEPS if f"rehearse: {it}" in said]


def orphans() -> list[str]:
    """Returns the adopted processes that still run. A killed process may take a moment to end."""
    for _ in range(20):
        found = adopted()
        if not found:
            break
        time.sleep(0.1)
    return found


def adopted() -> list[str]:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass  # reaps what has ended
    except ChildProcessError:
        pass
    listed = subprocess.Popen(["ps", "-e", "-o", "pid=,ppid=,args="], stdout=subprocess.PIPE, text=True)
    rows = [line.split(None, 2) for line in listed.communicate()[0].splitlines()]
    return [" ".join(row) for row in rows if row[1] == str(os.getpid()) and row[0] != str(listed.pid)]


class Faults(unittest.TestCase):
    longMessage = False  # the output of a run is too long

    def rehearse(self, **environment: str) -> Rehearsal:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        run = Rehearsal(folder.name, **environment)
        self.addCleanup(run.output.close)
        return run

    def tearDown(self):
        for left in adopted():  # they have been reported
            os.kill(int(left.split()[0]), signal.SIGKILL)

    def says(self, run: Rehearsal, *parts: str) -> None:
        for part in parts:
            self.assertRegex(run.text(), part, f"want {part} in the output:\n{run.text()}")

    def ends(self, run: Rehearsal, status: int) -> None:
        """Checks the exit status, the printed step and wall times, and that nothing is left behind."""
        self.assertEqual(run.wait(), status, run.text())
        self.says(run, r"rehearse: FAILED after \d+ s, in: .*\n$", r"\nrehearse: wall time:\n( +\d+ s  .*\n)+ +\d+ s  in total\n")
        left = orphans()
        self.assertEqual(left, [], "processes are left behind:\n" + "\n".join(left))
        self.assertEqual(os.listdir(run.folder), [], f"temporary files are left behind: {os.listdir(run.folder)}")

    def fails(self, run: Rehearsal, at: str, *because: str) -> None:
        """Checks that it fails in that step, and begins no step after it."""
        self.ends(run, 1)
        self.says(run, *because, rf"in: {at}\n$")
        self.assertEqual(run.reached(), STEPS[:STEPS.index(at) + 1], run.text())

    def test_a_broken_reference_fails_the_deployment(self):
        run = self.rehearse(REHEARSE_BREAK="reference")
        self.fails(run, "deploy", r"deploy: cdk deploy ended with 1 instead of 0\.", "kasha-dev-services failed to deploy",
                   r"broken on purpose: the output (\w+) (.*\n)*.*Output '\1' not found in stack 'kasha-dev-data'",
                   r"rehearse: stand-ins used:\n(.*\n)* +1 AWS::EC2::NatGateway +no such type(.*\n)*rehearse: wall time:\n")

    def test_an_unlisted_type_fails_before_anything_is_deployed(self):
        self.fails(self.first, "stand-ins", r"AWS::Kasha::Unlisted +\| no such type in the emulator; WHAT IS NOT PROVED")

    def test_a_reader_without_a_note_is_left_behind(self):
        self.fails(self.rehearse(REHEARSE_BREAK="note"), "deploy, replaced load balancer",
                   r"kasha-dev-edge is CREATE_COMPLETE and should be UPDATE_COMPLETE\.")

    def test_a_pipeline_that_leaves_a_tag_out_does_not_leave_the_same_state(self):
        self.fails(self.rehearse(REHEARSE_BREAK="tag"), "the same state",
                   r'stacks/kasha-dev-services/tags/component: "services" by cdk deploy, null by the pipeline')

    def test_an_emulator_that_hangs_does_not_hang_the_rehearsal(self):
        run = self.rehearse(REHEARSE_BREAK="hang")
        run.until("deploy")
        begun = time.monotonic()
        self.fails(run, "deploy", r"deploy: cdk deploy took longer than 10 s\.")
        self.assertLess(time.monotonic() - begun, 60, "took a minute or more to end")

    def test_the_whole_has_a_limit(self):
        run = self.rehearse(REHEARSE_LIMIT="1")
        self.ends(run, 1)
        self.says(run, r"took longer than 1 s\.|takes longer than 1 s in all\.")

    def test_an_interruption_ends_everything(self):
        for step, whom, what, status in (("deploy", os.killpg, signal.SIGINT, 130), ("bootstrap", os.kill, signal.SIGTERM, 143)):
            with self.subTest(f"{what.name} in {step}"):  # a terminal signals the whole group, a CI service only the script
                run = self.rehearse()
                run.until(step)
                time.sleep(1.5)
                whom(run.process.pid, what)
                self.ends(run, status)

    def test_it_is_skipped_where_the_emulator_cannot_be_installed(self):
        tools = tempfile.TemporaryDirectory()
        self.addCleanup(tools.cleanup)
        run = self.rehearse(REHEARSE_TOOLS=tools.name, PIP_NO_INDEX="1")
        self.assertEqual(run.wait(), 75, run.text())
        self.says(run, "rehearse: SKIPPED: the emulator could not be installed; fix: .*\n$")
        self.assertEqual(orphans() + os.listdir(run.folder), [], "something is left behind")

    def test_an_unknown_fault_is_refused(self):
        run = self.rehearse(REHEARSE_BREAK="refrence")
        self.ends(run, 1)
        self.says(run, "REHEARSE_BREAK is 'refrence'; fix: write reference, type, note, tag or hang")


def main() -> None:
    if sys.platform != "linux" or ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        print("faults: SKIPPED: only Linux lets a process adopt orphans", file=sys.stderr)
        sys.exit(75)
    with tempfile.TemporaryDirectory() as folder:
        Faults.first = Rehearsal(folder, REHEARSE_BREAK="type")  # the fastest run also shows whether the tools can be installed
        if Faults.first.wait() == 75:
            print(Faults.first.text(), file=sys.stderr)
            sys.exit(75)
        unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
