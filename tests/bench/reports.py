"""Every report format over the rows of 1,000 and 10,000 instances: time, memory, size, and how time grows."""

import json
import os
import tempfile

from harness import SWEEP, Run, Sandbox, timed

FORMATS = ["table", "json", "ndjson", "csv", "markdown", "sarif", "junit", "ocsf", "html", "prometheus", "github", "gitlab"]


def measure(table, binary, runs, short):
    few, many = (100, 1000) if short else (1000, 10_000)
    with tempfile.TemporaryDirectory() as folder:
        kept = [rows(binary, folder, count) for count in (few, many)]
        env = {"PATH": os.environ["PATH"], "HOME": folder}
        for form in FORMATS:
            command = [binary, "report", "merge", "-o", form]
            small, large = (timed([*command, path], env, runs, expect=SWEEP) for path, _ in kept)
            Run([*command, kept[1][0]], env, stdout=f"{folder}/out", expect=SWEEP)
            size = os.path.getsize(f"{folder}/out") / 2**20
            for (_, instances), run in zip(kept, (small, large)):
                table.point("reports", form, instances, run.cpu)
            # The start of the process is not part of what grows.
            growth = large.cpu / max(small.cpu, 1) * kept[0][1] / kept[1][1]
            table.add("reports", f"-o {form}, {kept[1][1]:,} instances", large.wall, "ms", None,
                      f"processor {large.cpu:.0f} ms, {large.peak:.0f} MiB, {size:.1f} MiB written; an instance costs {growth:.2f}x what it does in {kept[0][1]:,}")


def rows(binary, folder, count):
    """A file with the rows of a sweep, and how many there are."""
    path = f"{folder}/{count}.ndjson"
    with Sandbox(binary, "--database", "none", "--fleet", "mixed:5", "--regions", "20", "--instances", str(count)) as sandbox:
        Run([binary, "check", "--all-regions", "-o", "ndjson", "--qps", "1000", "--quiet"], sandbox.env, stdout=path, expect=SWEEP)
    with open(path) as lines:
        return path, sum(1 for line in lines if "instance_id" in json.loads(line))
