"""Logs in as libpq does: one JSON object a line, {"dsn": ..., "env": {...}}, answered by one line each."""

import ctypes
import ctypes.util
import json
import os
import sys

libpq = ctypes.CDLL(sys.argv[1] if len(sys.argv) > 1 else ctypes.util.find_library("pq") or "libpq.so.5")
libpq.PQconnectdb.restype = ctypes.c_void_p
libpq.PQconnectdb.argtypes = [ctypes.c_char_p]
libpq.PQstatus.argtypes = libpq.PQsslInUse.argtypes = libpq.PQerrorMessage.argtypes = [ctypes.c_void_p]
libpq.PQerrorMessage.restype = ctypes.c_char_p
print(libpq.PQlibVersion(), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        # A process of its own: what one login leaves behind does not reach the next.
        os.environ.clear()
        os.environ.update(asked["env"])
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        connection = libpq.PQconnectdb(asked["dsn"].encode())
        told = {
            "ok": libpq.PQstatus(connection) == 0,
            "ssl": libpq.PQsslInUse(connection) != 0,
            "error": libpq.PQerrorMessage(connection).decode(errors="replace"),
        }
        os.write(1, json.dumps(told).encode() + b"\n")
        os._exit(0)
    os.waitpid(child, 0)
