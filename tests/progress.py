"""Shows the output of `cargo test` on stdin without a line for each test that passed, with the number of them instead.

usage: progress.py COUNTS

Adds the tests that passed, failed and were skipped to the three numbers in the file COUNTS, and lists the slowest
tests of each long list. Standard library only.
"""

import os
import pathlib
import re
import sys
import time

# Seconds between two lines of progress where stdout is no terminal.
INTERVAL = 20
# A list of tests that takes longer, in seconds, ends with its slowest ones.
LONG = 60
ENDED = re.compile(r"test (\S+(?: - .*)?) \.\.\. (ok|FAILED|ignored.*)$")
RESULT = re.compile(r"test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored")
RUNNING = re.compile(r"running (\d+) tests?$")


def slowest(ends, threads):
    """The ten slowest tests with their seconds, by the time at which each ended.

    They start in the order of their names, the first THREADS at once and each other one when one ends.
    """
    starts = [0.0] * threads + sorted(ends.values())
    took = [(ends[name] - start, name) for name, start in zip(sorted(ends), starts)]
    return sorted(took, reverse=True)[:10]


def main():
    counts = pathlib.Path(sys.argv[1])
    passed, failed, skipped = map(int, counts.read_text().split())
    total = ended = 0
    start = shown = time.monotonic()
    ends = {}
    threads = int(os.environ.get("RUST_TEST_THREADS") or os.cpu_count() or 1)
    terminal = sys.stdout.isatty()

    def progress(end):
        print(f"  {ended} of {total} tests, {time.monotonic() - start:.0f} s", end=end, flush=True)

    for line in sys.stdin:
        line = line.rstrip("\n")
        if found := RUNNING.match(line):
            total, ended = int(found.group(1)), 0
            start = shown = time.monotonic()
            ends.clear()
            continue
        if found := RESULT.match(line):
            passed, failed, skipped = (before + int(now) for before, now in zip((passed, failed, skipped), found.groups(), strict=True))
            if total:
                progress("\n")
            if time.monotonic() - start >= LONG:
                print("  the slowest:")
                for seconds, name in slowest(ends, threads):
                    print(f"  {seconds:6.1f} s  {name}")
            continue
        found = ENDED.match(line)
        if found:
            ended += 1
            ends[found.group(1)] = time.monotonic() - start
            if terminal:
                progress("\r")
            elif time.monotonic() - shown >= INTERVAL:
                shown = time.monotonic()
                progress("\n")
        # An empty line stands around every list of tests; the ones inside a failure have others around them.
        if line and not (found and found.group(2) != "FAILED"):
            print(line, flush=True)
    counts.write_text(f"{passed} {failed} {skipped}\n")


main()
