"""Starts processes, waits for each and tells what it used; one JSON line in, one out.

A process of its own, because the peak memory that the kernel tells of a child starts at that of whoever
started it (Linux keeps it over exec), and the measuring side grows. This one stays small.
"""

import json
import os
import sys
import time

for line in sys.stdin:
    asked = json.loads(line)
    nothing = os.open(os.devnull, os.O_RDWR)
    out = os.open(asked["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if asked["stdout"] else nothing
    actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, nothing, 2)]
    started = time.perf_counter()
    child = os.posix_spawnp(asked["command"][0], asked["command"], asked["env"], file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    told = {
        "wall": (time.perf_counter() - started) * 1000,
        "cpu": (usage.ru_utime + usage.ru_stime) * 1000,
        "peak": usage.ru_maxrss / 1024,
        "code": os.waitstatus_to_exitcode(status),
    }
    for file in {nothing, out}:
        os.close(file)
    print(json.dumps(told), flush=True)
