"""Shows what the benchmark of the pure parts (computation.rs) measured."""

import json
import subprocess


def measure(table, sdk):
    """Gives the benchmark's document as it is."""
    bench = subprocess.run(["cargo", "bench", "--locked", "--quiet", "--bench", "computation"], check=True, capture_output=True, text=True)
    seen = json.loads(bench.stdout)
    for shape in seen["shapes"]:
        for key, name in (("evaluate_ms", "one login decided"), ("exposure_ms", "every gap found")):
            hundred, thousand, most = shape[key][1], shape[key][2], shape[key][3]
            # n log n costs twice as much a record at 10,000 as at 100.
            growth = most / hundred / 100
            table.add(f"pg_hba: {name}", shape["records"], growth, "x", None,
                      f"10,000 records {most:.2f} ms, 1,000 {thousand:.2f} ms; a record costs so many times what it does in 100")
    for name, count in seen["signatures_a_second"].items():
        peer = ""
        if sdk and name == "v1":
            theirs = subprocess.run([*sdk, "sign", "5000"], check=True, capture_output=True, text=True)
            peer = f"Python SDK {float(theirs.stdout):,.0f}/s"
        table.add("signatures", f"{name}, of a describe call", count / 1000, "k/s", None, "", peer)
    return seen
