"""Tests how remaining processes are found, and sockets that other machines could reach."""

import os
import subprocess
import sys
import tempfile
import unittest

import processes

TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:11E1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0 100 0 0 10 0
   1: 00000000:11E2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 102 1 0 100 0 0 10 0
   2: 0100007F:11E3 0100007F:11E1 01 00000000:00000000 00:00000000 00000000     0        0 103 1 0 100 0 0 10 0
"""


class Sockets(unittest.TestCase):
    def test_only_ones_own_that_listen_count(self):
        self.assertEqual(processes.listening([TABLE], {"101", "103"}), ["0100007F"])
        self.assertEqual(processes.listening([TABLE, TABLE], {"102"}), ["00000000", "00000000"])

    def test_all_addresses_are_not_loopback(self):
        for address in ("00000000", "00000000000000000000000000000000", "0200000A"):
            self.assertNotIn(address, processes.LOOPBACK)


class Processes(unittest.TestCase):
    def start(self, program: str) -> tuple[str, subprocess.Popen]:
        scratch = tempfile.mkdtemp()
        self.addCleanup(os.rmdir, scratch)
        program += "\nprint(flush=True); import time; time.sleep(60)"
        started = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True,
                                   env={**os.environ, "TMPDIR": scratch + "/tmp"})
        self.addCleanup(started.stdout.close)
        self.addCleanup(started.wait)
        self.addCleanup(started.kill)
        started.stdout.readline()
        return scratch, started

    def test_a_remaining_process_is_reported_and_ended(self):
        scratch, started = self.start("")
        with self.assertRaisesRegex(SystemExit, f"{started.pid}: "):
            processes.end(scratch)
        self.assertEqual(started.wait(10), -9)
        processes.end(scratch)  # nothing is left

    def test_loopback_passes_and_no_listener_fails(self):
        scratch, _ = self.start("import socket; s = socket.create_server(('127.0.0.1', 0))")
        processes.loopback(scratch)
        silent, _ = self.start("")
        with self.assertRaisesRegex(SystemExit, "no process listens"):
            processes.loopback(silent)


if __name__ == "__main__":
    unittest.main()
