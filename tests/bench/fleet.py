"""Sweeps of the built binary over a sandbox: calls, ratio to the ideal time, peak memory, rate, truth.

The verdicts are compared with what the sandbox has in force, judged here by rules of its own.
"""

import json
import tempfile

from harness import SWEEP, Run, Sandbox


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


def sweep(binary, count, latency, parallel, qps, faults=()):
    """One sweep over 20 regions, and what the sandbox says of it."""
    sandbox_args = ["--instances", str(count), "--regions", "20", "--latency", f"{latency}ms", *faults]
    with Sandbox(binary, "--database", "none", "--fleet", "mixed:5", *sandbox_args) as sandbox, tempfile.NamedTemporaryFile() as out:
        command = [binary, "check", "--all-regions", "-o", "ndjson", "--parallel", str(parallel), "--qps", str(qps), "--quiet"]
        run = Run(command, sandbox.env, stdout=out.name, expect=SWEEP)
        out.seek(0)
        # The last line says what was not checked.
        rows = [row for row in map(json.loads, out) if "instance_id" in row]
        load = sandbox.ask("load")
        expected = {one["instance_id"]: truth(one) for one in sandbox.ask("instances") if one["engine"] == "PostgreSQL"}
        answered = len(sandbox.ask("calls"))
    found = {row["instance_id"]: row["verdict"] for row in rows}
    return {
        "instances": len(expected),
        "each_once": len(rows) == len(found) and set(found) == set(expected),
        "wrong": sum(found.get(one) != verdict for one, verdict in expected.items()),
        "calls": answered,
        "attempts": load["requests"],
        "busiest_second": load["busiest_second"],
        "seconds": run.wall / 1000,
        "ideal": load["requests"] * latency / 1000 / parallel,
        "cpu": run.cpu / 1000,
        "peak": run.peak,
    }


def rows_of(table, name, seen, qps, ratio=None, peak=None, peer=""):
    """The rows of one sweep; what must not be at all has the target 1."""
    group = f"sweep: {name}"
    calls = seen["calls"] / seen["instances"]
    table.add(group, "time against calls x latency / parallel", seen["seconds"] / seen["ideal"], "x", ratio,
              f"{seen['seconds']:.1f} s against {seen['ideal']:.1f} s, processor {seen['cpu']:.1f} s", peer)
    # Of few instances the listings of 20 regions are most of the calls.
    table.add(group, "calls an instance", calls, "", 2.1 if seen["instances"] > 500 else None, f"{seen['calls']:,} calls, {seen['attempts']:,} attempts")
    table.add(group, "peak memory", seen["peak"], "MiB", peak)
    table.add(group, "instances missing or twice", 0 if seen["each_once"] else 1, "", 1, f"{seen['instances']:,} instances")
    table.add(group, "verdicts that differ from the sandbox's truth", seen["wrong"], "", 1)
    table.add(group, "requests in the busiest second", seen["busiest_second"], "", qps + 1)


def measure(table, binary, short, sdk):
    """`sdk` is a command that reads the same instances with the vendor's SDK, or None."""
    flaky = ["--fault", "flaky:1"]
    thousand = ("1,000 instances, 50 ms, --parallel 32", 1000, [], 1000, 1.15)
    many = [
        ("100 instances, 50 ms, --parallel 32", 100, [], 1000, None),
        thousand,
        ("10,000 instances, 1 % of the reads fail", 10_000, flaky, 1000, 1.15),
        ("10,000 instances, 1 % fail, the server takes 150 of each action a second", 10_000, [*flaky, "--qps", "150"], 400, None),
    ]
    for name, count, faults, qps, ratio in [thousand] if short else many:
        seen = sweep(binary, count, 50, 32, qps, faults)
        peer = peer_of(binary, sdk, count) if sdk and count == 1000 else ""
        rows_of(table, name, seen, qps, ratio, 60, peer)
        if qps == 1000:
            table.point("sweep", "whole process", seen["instances"], seen["cpu"])


def peer_of(binary, sdk, count):
    """The same two reads of each instance by the vendor's SDK, one after another and in 32 threads."""
    said = []
    # One after another takes minutes for all; its rate does not depend on how many there are.
    for threads, some in ((1, count // 20), (32, count)):
        with Sandbox(binary, "--database", "none", "--instances", str(some), "--latency", "50ms") as sandbox:
            ready = sandbox.ready
            command = [*sdk, "sweep", ready["endpoint"].removeprefix("http://"), ready["access_key_id"], ready["access_key_secret"],
                       str(threads), *[one["instance_id"] for one in sandbox.instances]]
            run = Run(command, sandbox.env, expect=(0,))
            said.append(f"{threads} thread(s): {run.wall / some:.1f} ms an instance, {run.peak:.0f} MiB")
    return "Python SDK, " + "; ".join(said)
