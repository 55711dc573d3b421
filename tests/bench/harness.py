"""What the measurements share: a sandbox, whole processes timed from outside, rows of one table."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request


class Sandbox:
    """A sandbox that runs inside a `with`; `env` leads a command to it."""

    def __init__(self, binary, *args):
        self.process = subprocess.Popen([binary, "sandbox", *args], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.ready = json.loads(self.process.stdout.readline())
        self.instances = self.ready["instances"]
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": tempfile.gettempdir(),
            "FORCESSL_ENDPOINT": self.ready["endpoint"],
            "FORCESSL_REGION": self.ready["region"],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": self.ready["access_key_id"],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": self.ready["access_key_secret"],
        }

    def ask(self, name):
        """What the sandbox tells beside the API."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.ready['endpoint']}/sandbox/{name}") as answer:
            return json.load(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


# The exit codes of a sweep, of which the worst row decides; not those of wrong usage or no credentials.
SWEEP = (0, 1, 5, 8)


class Launcher:
    """The small process that starts and measures the others; see launcher.py."""

    def __init__(self):
        self.process = None

    def run(self, command, env, stdout):
        if self.process is None:
            # Without site packages it is about as large as what it measures.
            command_line = [sys.executable, "-S", os.path.join(os.path.dirname(__file__), "launcher.py")]
            self.process = subprocess.Popen(command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        asked = {"command": command, "env": env, "stdout": stdout}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


LAUNCHER = Launcher()


class Run:
    """One finished process: wall and processor time in milliseconds, peak memory in MiB."""

    def __init__(self, command, env, stdout=None, expect=(0, 1)):
        told = LAUNCHER.run(command, env, stdout)
        self.wall, self.cpu, self.peak, self.code = (told[key] for key in ("wall", "cpu", "peak", "code"))
        # A command that failed at once would look fast.
        if self.code not in expect:
            raise SystemExit(f"{' '.join(command)}: exit code {self.code}")


class Middle:
    """The medians of several runs."""

    def __init__(self, runs):
        self.wall = statistics.median(run.wall for run in runs)
        self.cpu = statistics.median(run.cpu for run in runs)
        self.peak = statistics.median(run.peak for run in runs)
        self.fastest = min(run.wall for run in runs)


def timed(command, env, runs, **options):
    """The medians of a command, after one run that is not counted."""
    Run(command, env, **options)
    return Middle([Run(command, env, **options) for _ in range(runs)])


def paired(command, peer, env, runs, peer_env=None):
    """The medians of two commands run in turn, and the median of the ratios pair by pair."""
    Run(command, env), Run(peer, peer_env or env)
    pairs = [(Run(command, env), Run(peer, peer_env or env)) for _ in range(runs)]
    ours, theirs = zip(*pairs)
    ratio = statistics.median(one.wall / other.wall for one, other in pairs)
    return Middle(ours), Middle(theirs), ratio


class Table:
    """The rows; a figure has to be below its target."""

    def __init__(self):
        self.rows = []
        # By what grows: for each curve the pairs (n, figure).
        self.growth = {}

    def point(self, growth, curve, n, figure):
        self.growth.setdefault(growth, {}).setdefault(curve, []).append((n, figure))

    def add(self, group, what, figure, unit, target=None, note="", peer=""):
        self.rows.append({
            "group": group, "what": what, "figure": round(figure, 3), "unit": unit, "target": target,
            "met": None if target is None else figure < target, "peer": peer, "note": note,
        })

    def text(self):
        shown = [("what", "measured", "target", "", "peer", "note")]
        for row in self.rows:
            target = "" if row["target"] is None else f"< {row['target']:g}"
            met = {None: "", True: "met", False: "NOT MET"}[row["met"]]
            shown.append((row["what"], f"{row['figure']:.2f} {row['unit']}", target, met, row["peer"], row["note"]))
        widths = [max(len(line[column]) for line in shown) for column in range(5)]
        lines, group = [], None
        for line, row in zip(shown, [None, *self.rows]):
            if row and row["group"] != group:
                group = row["group"]
                lines.append(f"-- {group}")
            cells = [cell.ljust(width) for cell, width in zip(line, widths)]
            lines.append("  ".join([*cells, line[5]]).rstrip())
        return "\n".join(lines)
