"""Measures sweeps of a built binary over a sandbox: calls, ratio to the ideal time, peak memory, rate, truth.

Standard library only. The verdicts are compared with what the sandbox has in force, judged here by rules of its own.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import urllib.request


class Sandbox:
    def __init__(self, binary, *args):
        command = [binary, "sandbox", "--database", "none", "--fleet", "mixed:5", *args]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.ready = json.loads(self.process.stdout.readline())
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": tempfile.gettempdir(),
            "FORCESSL_ENDPOINT": self.ready["endpoint"],
            "FORCESSL_REGION": self.ready["region"],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": self.ready["access_key_id"],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": self.ready["access_key_secret"],
        }

    def ask(self, name):
        with urllib.request.urlopen(self.ready["endpoint"] + "/sandbox/" + name) as answer:
            return json.load(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def truth(instance):
    """The verdict on an instance whose records are for all databases and for replication."""
    if instance["storage"] == "local_ssd" or instance["pay_type"] == "SERVERLESS":
        return "unsupported"
    if not instance["ssl"]:
        return "open"

    def admits(database, acl):
        record = next(record for record in instance["hba"] if record["database"] == database)
        return instance[acl] == "prefer" and record["type"] == "host"

    if admits("all", "acl"):
        return "open"
    return "partly" if admits("replication", "replication_acl") else "enforced"


def measure(binary, name, count, latency, parallel, qps, faults=()):
    sandbox_args = ["--instances", str(count), "--regions", "20", "--latency", f"{latency}ms", *faults]
    with Sandbox(binary, *sandbox_args) as sandbox, tempfile.TemporaryFile() as out:
        command = [binary, "check", "--all-regions", "-o", "ndjson", "--parallel", str(parallel), "--qps", str(qps), "--quiet"]
        began = time.perf_counter()
        process = subprocess.Popen(command, env=sandbox.env, stdin=subprocess.DEVNULL, stdout=out)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        wall = time.perf_counter() - began
        out.seek(0)
        rows = [json.loads(line) for line in out]
        load = sandbox.ask("load")
        expected = {one["instance_id"]: truth(one) for one in sandbox.ask("instances") if one["engine"] == "PostgreSQL"}
        found = {row["instance_id"]: row["verdict"] for row in rows}
        answered = len(sandbox.ask("calls"))
    ideal = load["requests"] * latency / 1000 / parallel
    return {
        "what": name,
        "instances": len(expected),
        "rows": len(rows),
        "each_once": len(rows) == len(found) and set(found) == set(expected),
        "wrong": sum(found.get(one) != verdict for one, verdict in expected.items()),
        "calls": answered,
        "calls_an_instance": round(answered / len(expected), 3),
        "attempts": load["requests"],
        "busiest_second": load["busiest_second"],
        "qps": qps,
        "seconds": round(wall, 2),
        "ideal": round(ideal, 2),
        "ratio": round(wall / ideal, 3),
        "peak_mib": round(usage.ru_maxrss / 1024, 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--json", action="store_true", help="print one JSON document a line instead of a table")
    binary = os.path.abspath(parser.parse_args().binary)
    as_json = parser.parse_args().json
    flaky = ["--fault", "flaky:1"]
    runs = [
        ("1,000, 50 ms (ratio < 1.15, calls < 2.1)", 1000, 50, 32, 1000, []),
        ("10,000, 50 ms, 1 % failing (peak < 60)", 10_000, 50, 32, 1000, flaky),
        ("10,000, capped at 300 a second", 10_000, 50, 32, 400, [*flaky, "--qps", "300"]),
    ]
    for run in runs:
        figures = measure(binary, *run)
        if as_json:
            print(json.dumps(figures), flush=True)
            continue
        print(figures.pop("what"))
        for key, value in figures.items():
            print(f"    {key:<18} {value}", flush=True)


main()
