"""Finds the running processes of a rehearsal by the scratch folder in their environment. Only Linux has what that needs.

    processes.py end SCRATCH        ends them, and fails if there were any
    processes.py loopback SCRATCH   fails if one of them listens on another address than loopback, or if none listens
"""

import os
import pathlib
import signal
import sys

LISTEN = "0A"
LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")  # as the kernel prints them


def running(scratch: str) -> list[pathlib.Path]:
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int(folder.name) != os.getpid() and f"TMPDIR={scratch}/".encode() in (folder / "environ").read_bytes():
                found.append(folder)
        except OSError:  # ended, or another user's
            pass
    return found


def end(scratch: str) -> None:
    found = []
    for folder in running(scratch):
        try:
            found.append(f"{folder.name}: " + (folder / "cmdline").read_text().replace("\0", " "))
            os.kill(int(folder.name), signal.SIGKILL)
        except OSError:  # ended
            pass
    if found:
        raise SystemExit("rehearse: these processes were still running:\n" + "\n".join(found))


def listening(tables: list[str], sockets: set[str]) -> list[str]:
    """The addresses on which some of these sockets listen, as the kernel prints them."""
    lines = [line.split() for table in tables for line in table.splitlines()[1:]]
    return [it[1].split(":")[0] for it in lines if it[3] == LISTEN and it[9] in sockets]


def loopback(scratch: str) -> None:
    sockets = set()
    for folder in running(scratch):
        try:
            descriptors = list((folder / "fd").iterdir())
        except OSError:  # ended
            continue
        for descriptor in descriptors:
            try:
                sockets.add(os.readlink(descriptor).removeprefix("socket:[").removesuffix("]"))
            except OSError:  # closed
                pass
    tables = [pathlib.Path(f"/proc/net/{name}") for name in ("tcp", "tcp6")]
    ours = listening([it.read_text() for it in tables if it.exists()], sockets)
    if not ours:
        raise SystemExit("rehearse: no process listens, not even the emulator")
    exposed = [address for address in ours if address not in LOOPBACK]
    if exposed:
        raise SystemExit(f"rehearse: a process listens on more than loopback: {exposed}")


if __name__ == "__main__":
    {"end": end, "loopback": loopback}[sys.argv[1]](*sys.argv[2:])
