"""Becomes a process of the lab: the program that `processes.py` starts, never run by hand.

It records itself *before* it becomes what it was asked to be, so there is no moment at which a
process of the lab runs and `lab down` does not know it. Until then it holds the lab's lock: when
the lab that started it is killed, the next one waits for the record.

As a container it does to the program what a kubelet's runtime does: process and mount namespaces
of its own (so that it is PID 1, with PID 1's deafness to signals, and takes its children with
it), an unprivileged user, the given capabilities in the bounding set and in no other, and no
environment but the given one. A shim stays outside to keep its exit status.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

CLONE_NEWNS = 0x0002_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000
MS_REC, MS_PRIVATE = 0x4000, 0x4_0000
PR_CAPBSET_DROP = 24

# Python 3.12 has setns and unshare in os; Debian 12 has 3.11.
libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Raises OSError when a libc call reports failure."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def record(path: str) -> None:
    """Writes this process's own identity: pid, start time, boot.

    /proc still belongs to the outer PID namespace, so it gives the pid as the lab sees it.
    """
    stat = Path("/proc/self/stat").read_text()
    start = stat.rpartition(")")[2].split()[19]
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    # One write call: a reader sees all of it or nothing.
    Path(path).write_text(f"{os.readlink('/proc/self')} {start} {boot}\n")


def become_container(uid: int, capabilities: list[int]) -> None:
    check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount --make-rprivate /")
    check(libc.mount(b"proc", b"/proc", b"proc", 0, None), "mount /proc")
    check(libc.mount(b"sysfs", b"/sys", b"sysfs", 0, None), "mount /sys")
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        if capability not in capabilities:
            check(libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), "PR_CAPBSET_DROP")
    # Leaving uid 0 empties the effective and the permitted set; no ambient set is made.
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def main(order: dict) -> None:
    namespace = os.open(f"/run/netns/{order['netns']}", os.O_RDONLY | os.O_CLOEXEC)
    check(libc.setns(namespace, CLONE_NEWNET), f"enter {order['netns']}")
    container = order["container"]
    if container:
        record(order["record"] + ".shim")
        check(libc.unshare(CLONE_NEWPID | CLONE_NEWNS), "unshare")
        if child := os.fork():
            os.close(order["lock"])
            os.close(order["report"])
            _, status = os.waitpid(child, 0)
            Path(order["status"]).write_text(f"{os.waitstatus_to_exitcode(status)}\n")
            return
    record(order["record"])
    os.close(order["lock"])
    if container:
        become_container(container["uid"], container["capabilities"])
    os.execve(order["argv"][0], order["argv"], order["environment"])


if __name__ == "__main__":
    request = json.loads(sys.argv[1])
    # The parent reads the end of this pipe as success: exec closes it.
    os.set_inheritable(request["report"], False)
    try:
        main(request)
    except OSError as error:
        os.write(request["report"], str(error).encode())
        sys.exit(127)
