"""Which processes a rehearsal has running, found by the scratch folder in their environment (Linux; elsewhere it finds none).

    processes.py left SCRATCH       prints them, and fails if there are any
    processes.py loopback SCRATCH   fails if one of them listens on anything but a loopback address
"""

import os
import pathlib
import sys

LISTEN = "0A"
LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")  # as the kernel prints them


def running(scratch: str) -> list[pathlib.Path]:
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int(folder.name) != os.getpid() and f"TMPDIR={scratch}/".encode() in (folder / "environ").read_bytes():
                found.append(folder)
        except OSError:  # over by now, or another user's
            pass
    return found


def left(scratch: str) -> None:
    found = [f"{it.name}: " + (it / "cmdline").read_text().replace("\0", " ") for it in running(scratch)]
    if found:
        raise SystemExit("rehearse: processes are left:\n" + "\n".join(found))


def loopback(scratch: str) -> None:
    sockets = set()
    for folder in running(scratch):
        for descriptor in (folder / "fd").iterdir():
            try:
                sockets.add(os.readlink(descriptor).removeprefix("socket:[").removesuffix("]"))
            except OSError:
                pass
    listening = [line.split() for table in ("tcp", "tcp6") if pathlib.Path(f"/proc/net/{table}").exists()
                 for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    ours = [it[1].split(":")[0] for it in listening if it[3] == LISTEN and it[9] in sockets]
    exposed = [address for address in ours if address not in LOOPBACK]
    if exposed:
        raise SystemExit(f"rehearse: the emulator listens beyond loopback: {exposed}")
    if ours:
        print(f"  {len(ours)} listening socket, on loopback")


if __name__ == "__main__":
    {"left": left, "loopback": loopback}[sys.argv[1]](*sys.argv[2:])
