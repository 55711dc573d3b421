"""Counts the instructions of the release build and holds them against the accepted figures. Standard library only.

What varies between runs: the seeds of hash maps, nonces, ports and times in what is sent, and which of two
answers on the wire comes first. All of it together stays within 1 %; the margin is for another processor
(valgrind shows the program what the processor can do, and the crypto library chooses by that).
"""

import argparse
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

from harness import SWEEP, Run, Sandbox

ACCEPTED = pathlib.Path(__file__).with_name("gate.json")
MARGIN = 0.10
LARGEST = 33 * 2**19
RECORDS = 1000
FLEET = 200


def instructions(command, env, stdout=subprocess.DEVNULL):
    """Instructions of the whole process, in user mode."""
    with tempfile.NamedTemporaryFile("r") as log:
        counted = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", f"--log-file={log.name}", *command]
        code = subprocess.run(counted, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL, check=False).returncode
        said = log.read()
    found = re.search(r"I\s+refs:\s+([\d,]+)", said)
    if code not in SWEEP or not found:
        raise SystemExit(f"{' '.join(command)}: exit code {code}\n{said}")
    return int(found.group(1).replace(",", ""))


def least(command, env):
    """The least of two: what varies only ever adds."""
    return min(instructions(command, env) for _ in range(2))


def state():
    """A fresh instance, one to connect to with SSL, and one with many records of the usual kinds: one in ten rejects, one in three wants SSL."""
    def record(number):
        kind = "hostssl" if number % 3 == 0 else "host"
        method = "reject" if number % 10 == 0 else "scram-sha-256"
        address = f"10.{number // 250}.{number % 250}.0/24"
        return {"priority": number, "type": kind, "database": "all", "user": "app" if number % 2 else "all", "address": address, "method": method}

    return {"instances": [
        {"id": "pgm-one", "database": "none"},
        {"id": "pgm-live", "database": "embedded", "ssl": {"enabled": True}},
        {"id": "pgm-many", "database": "none", "ssl": {"enabled": True}, "hba": [record(number) for number in range(RECORDS)]},
    ]}


def measure(binary):
    plain = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    figures = {"start (--version)": least([binary, "--version"], plain)}
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/state.json"
        with open(path, "w") as file:
            json.dump(state(), file)
        with Sandbox(binary, "--state", path) as sandbox:
            check = [binary, "check", "-o", "json"]
            figures["check of one instance"] = least([*check, "--no-probe", "pgm-one"], sandbox.env)
            figures["check, live probe with SSL"] = least([*check, "pgm-live"], sandbox.env)
            figures[f"check of {RECORDS:,} pg_hba records"] = least([*check, "--no-probe", "pgm-many"], sandbox.env)
        rows = f"{folder}/rows.ndjson"
        with Sandbox(binary, "--database", "none", "--fleet", "mixed:5", "--instances", str(FLEET)) as sandbox:
            sweep = [binary, "check", "--all-regions", "--qps", "1000", "--quiet", "-o", "ndjson"]
            figures[f"sweep of {FLEET} instances"] = least(sweep, sandbox.env)
            Run(sweep, sandbox.env, stdout=rows, expect=SWEEP)
        for form in ("table", "html"):
            figures[f"report -o {form} of {FLEET} instances"] = least([binary, "report", "merge", "-o", form, rows], plain)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    if options.accept:
        compiler = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()
        document = {"compiler": compiler, "architecture": platform.machine(), "instructions": measure(binary)}
        ACCEPTED.write_text(json.dumps(document, indent=2) + "\n")
        print(f"accepted; commit {ACCEPTED.relative_to(pathlib.Path.cwd())}")
        return
    size = os.path.getsize(binary)
    print(f"{'size in bytes':<36}{size:>14,}  at most  {LARGEST:>14,}")
    failed = size > LARGEST
    if failed:
        print("the binary is too large", file=sys.stderr)
    accepted = json.loads(ACCEPTED.read_text())
    if platform.machine() == accepted["architecture"]:
        failed |= compare(measure(binary), accepted)
    else:
        print(f"the accepted figures are of {accepted['architecture']}: no instructions are compared here")
    sys.exit(failed)


def compare(figures, accepted):
    """Prints each figure beside the accepted one, and whether one rose too far."""
    risen = []
    for name, figure in figures.items():
        before = accepted["instructions"].get(name)
        change = float("inf") if before is None else figure / before - 1
        print(f"{name:<36}{figure:>14,}  accepted {before or 0:>14,}  {change:+7.1%}")
        if change > MARGIN:
            risen.append(name)
        elif change < -MARGIN:
            print("    lower than accepted: run tests/bench/gate --accept, so that it stays so")
    if risen:
        print(f"more than {MARGIN:.0%} above what was accepted with {accepted['compiler']}: {', '.join(risen)}", file=sys.stderr)
        print("if that is worth it: tests/bench/gate --accept, and say why in the commit", file=sys.stderr)
    return bool(risen)


main()
