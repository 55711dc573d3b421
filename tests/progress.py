"""Shows the output of `cargo test` on stdin without a line for each test that passed, with the number of them instead.

usage: progress.py COUNTS

Adds the tests that passed, failed and were skipped to the three numbers in the file COUNTS. Standard library only.
"""

import pathlib
import re
import sys
import time

# Seconds between two lines of progress where stdout is no terminal.
INTERVAL = 20
ENDED = re.compile(r"test \S+(?: - .*)? \.\.\. (ok|FAILED|ignored.*)$")
RESULT = re.compile(r"test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored")
RUNNING = re.compile(r"running (\d+) tests?$")


def main():
    counts = pathlib.Path(sys.argv[1])
    passed, failed, skipped = map(int, counts.read_text().split())
    total = ended = 0
    start = shown = time.monotonic()
    terminal = sys.stdout.isatty()

    def progress(end):
        print(f"  {ended} of {total} tests, {time.monotonic() - start:.0f} s", end=end, flush=True)

    for line in sys.stdin:
        line = line.rstrip("\n")
        if found := RUNNING.match(line):
            total, ended = int(found.group(1)), 0
            start = shown = time.monotonic()
            continue
        if found := RESULT.match(line):
            passed, failed, skipped = (before + int(now) for before, now in zip((passed, failed, skipped), found.groups(), strict=True))
            if total:
                progress("\n")
            continue
        found = ENDED.match(line)
        if found:
            ended += 1
            if terminal:
                progress("\r")
            elif time.monotonic() - shown >= INTERVAL:
                shown = time.monotonic()
                progress("\n")
        # An empty line stands around every list of tests; the ones inside a failure have others around them.
        if line and not (found and found.group(1) != "FAILED"):
            print(line, flush=True)
    counts.write_text(f"{passed} {failed} {skipped}\n")


main()
