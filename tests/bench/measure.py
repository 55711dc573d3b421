"""Measures a built binary and prints one table, or one JSON document. Standard library only."""

import argparse
import json
import os
import platform

import commands
import computation
import fleet
import reports
from harness import Table


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--short", action="store_true", help="fewer runs of fewer things")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--runs", type=int, help="runs of each command (default 21, with --short 5)")
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter that has the vendor's SDK")
    parser.add_argument("--only", action="append", choices=["commands", "fleet", "reports", "computation"])
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    runs = options.runs or (5 if options.short else 21)
    sdk = options.peer and [os.path.abspath(options.peer), os.path.join(os.path.dirname(__file__), "sdk.py")]
    table = Table()
    wanted = options.only or ["commands", "fleet", "reports", "computation"]
    curves = None
    if "commands" in wanted:
        commands.measure(table, binary, runs, options.short, sdk)
    if "fleet" in wanted:
        fleet.measure(table, binary, options.short, sdk)
    if "reports" in wanted:
        reports.measure(table, binary, 3, options.short)
    if "computation" in wanted:
        curves = computation.measure(table, sdk)
    if options.json:
        machine = {"cores": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()}
        print(json.dumps({"schema_version": 1, "machine": machine, "rows": table.rows, "growth": table.growth, "computation": curves}, indent=1))
    else:
        print(table.text())


main()
