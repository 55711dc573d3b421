"""Measures start, one check, enforce and probe of a built binary, and prints a table.

Standard library only. Times are whole processes, taken from outside, medians of several runs.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import time


def timed(command, runs, env):
    """Median wall time in milliseconds and median peak memory in MiB."""
    walls, peaks = [], []
    for number in range(runs + 1):
        start = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        if number:
            walls.append((time.perf_counter() - start) * 1000)
            peaks.append(usage.ru_maxrss / 1024)
    return statistics.median(walls), statistics.median(peaks)


class Sandbox:
    def __init__(self, binary, *args):
        self.process = subprocess.Popen([binary, "sandbox", *args], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.ready = json.loads(self.process.stdout.readline())
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": tempfile.gettempdir(),
            "FORCESSL_ENDPOINT": self.ready["endpoint"],
            "FORCESSL_REGION": self.ready["region"],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": self.ready["access_key_id"],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": self.ready["access_key_secret"],
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    options = parser.parse_args()
    binary, runs = os.path.abspath(options.binary), options.runs
    rows = []

    def row(what, figure, unit, target, note=""):
        rows.append({"what": what, "figure": round(figure, 2), "unit": unit, "target": target, "note": note})

    plain = {"PATH": os.environ["PATH"]}
    start, _ = timed([binary, "--version"], runs, plain)
    true, _ = timed(["/bin/true"], runs, plain)
    row("start over /bin/true", start - true, "ms", "3", f"{start:.2f} ms against {true:.2f} ms, ratio {start / true:.2f}")
    row("binary size", os.path.getsize(binary) / 2**20, "MiB", "15")

    for backend in ("postgres", "embedded"):
        with Sandbox(binary, "--database", backend) as sandbox:
            instance = sandbox.ready["instances"][0]
            wall, peak = timed([binary, "check", instance["instance_id"]], runs, sandbox.env)
            row(f"one check, {backend}", wall, "ms", "30", f"peak {peak:.1f} MiB")
            wall, _ = timed([binary, "check", "--no-probe", instance["instance_id"]], runs, sandbox.env)
            row(f"one check without live probe, {backend}", wall, "ms", "30")
            target = f"{instance['host']}:{instance['port']}"
            wall, _ = timed([binary, "probe", target], runs, sandbox.env)
            row(f"probe, two questions, {backend}", wall, "ms", "100")

    with Sandbox(binary, "--database", "embedded", "--instances", "1000") as sandbox, tempfile.NamedTemporaryFile("w") as targets:
        targets.write("".join(f"127.0.0.1:{instance['port']}\n" for instance in sandbox.ready["instances"]))
        targets.flush()
        wall, peak = timed([binary, "probe", "--targets", targets.name, "--parallel", "16", "-o", "json"], 3, sandbox.env)
        row("probe, 1000 endpoints, embedded", wall / 1000, "s", "10", f"peak {peak:.1f} MiB")

    change = 3
    for way in ("acl", "hba"):
        with tempfile.TemporaryDirectory() as folder, Sandbox(binary, "--database", "postgres", "--change-time", f"{change}s") as sandbox:
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem",
                 "-days", "30", "-subj", "/CN=bench"], check=True, capture_output=True)
            subprocess.run(
                ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/app.key", "-out", f"{folder}/app.csr", "-subj", "/CN=app"],
                check=True, capture_output=True)
            subprocess.run(
                ["openssl", "x509", "-req", "-in", f"{folder}/app.csr", "-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-CAcreateserial",
                 "-out", f"{folder}/app.pem"], check=True, capture_output=True)
            instance = sandbox.ready["instances"][0]
            flags = ["--via", way] + (["--client-ca", f"{folder}/ca.pem"] if way == "acl" else [])
            began = time.perf_counter()
            done = subprocess.run(
                [binary, "enforce", instance["instance_id"], "--yes", "-o", "json", *flags],
                env=sandbox.env, capture_output=True, check=True, stdin=subprocess.DEVNULL)
            wall = time.perf_counter() - began
            steps = len(json.loads(done.stdout)["steps"])
            row(f"enforce by {way}, over the server's change time", wall - change * steps, "s", f"{2 * steps}", f"{steps} change(s) of {change} s each")
            if way == "acl":
                target = f"{instance['host']}:{instance['port']}"
                command = [binary, "probe", target, "--user", "app", "--cert", f"{folder}/app.pem", "--key", f"{folder}/app.key"]
                wall, _ = timed(command, runs, sandbox.env)
                row("probe, three questions, postgres", wall, "ms", "100")

    if options.json:
        print(json.dumps({"schema_version": 1, "rows": rows}, indent=1))
        return
    width = max(len(r["what"]) for r in rows)
    print(f"{'what':<{width}}  {'measured':>10}  {'target':>8}  note")
    for r in rows:
        print(f"{r['what']:<{width}}  {r['figure']:>7} {r['unit']:<3} {'< ' + re.sub('^', '', r['target']):>8}  {r['note']}")


main()
