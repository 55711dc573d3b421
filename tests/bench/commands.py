"""Start, one check, plan, probe, wait and enforce of the built binary, each as a whole process."""

import datetime
import os
import subprocess
import tempfile
import time

from harness import Run, Sandbox, paired, timed


def start(table, binary, runs):
    plain = {"PATH": os.environ["PATH"]}
    ours, true, ratio = paired([binary, "--version"], ["/bin/true"], plain, runs)
    table.add("start", "forcessl --version, over /bin/true", ours.wall - true.wall, "ms", 3,
              f"{ours.wall:.2f} ms, processor {ours.cpu:.1f} ms, {ours.peak:.1f} MiB", f"/bin/true {true.wall:.2f} ms, ratio {ratio:.2f}")
    ours = timed([binary, "check", "--help"], plain, runs)
    table.add("start", "forcessl check --help", ours.wall, "ms", None, f"processor {ours.cpu:.1f} ms")
    table.add("start", "binary size", os.path.getsize(binary) / 2**20, "MiB", 16.5, "stripped")


def check(table, binary, runs, sdk):
    """`sdk` is a command that makes the same reads with the vendor's SDK, or None."""
    for backend in ("postgres", "embedded"):
        with Sandbox(binary, "--database", backend) as sandbox:
            instance = sandbox.instances[0]["instance_id"]
            command = [binary, "check", instance]
            one = timed(command, sandbox.env, runs)
            table.add("one instance", f"check, live probe of {backend}, SSL off", one.wall, "ms", 30, note(one))
            without = [*command, "--no-probe"]
            peer = ""
            if sdk and backend == "embedded":
                one, other, ratio = paired(without, [*sdk, "check", *where(sandbox), instance], sandbox.env, max(runs // 3, 3))
                peer = f"Python SDK {other.wall:.0f} ms, {other.peak:.0f} MiB, ratio {ratio:.3f}"
            else:
                one = timed(without, sandbox.env, runs)
            table.add("one instance", f"check --no-probe, {backend}", one.wall, "ms", 30, note(one), peer)
            one = timed([binary, "plan", instance, "--via", "hba"], sandbox.env, runs)
            table.add("one instance", f"plan, {backend}", one.wall, "ms", None, note(one))


def where(sandbox):
    """Endpoint (HOST:PORT), key id and secret, as the vendor's SDK takes them."""
    ready = sandbox.ready
    return ready["endpoint"].removeprefix("http://"), ready["access_key_id"], ready["access_key_secret"]


def note(middle):
    return f"fastest {middle.fastest:.1f} ms, processor {middle.cpu:.1f} ms, {middle.peak:.1f} MiB"


def certificates(folder):
    """A client CA, and the certificate and key of the user `app`."""
    def openssl(*args):
        subprocess.run(["openssl", *args], check=True, capture_output=True, cwd=folder)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=bench")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "app.key", "-out", "app.csr", "-subj", "/CN=app")
    openssl("x509", "-req", "-in", "app.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "app.pem")
    os.chmod(f"{folder}/app.key", 0o600)


def enforce(table, binary, runs, way):
    """Enforces on a real server, and asks the three questions of what came of it."""
    # Not a whole number of seconds, so that looks once a second do not fall on its end.
    change = 3.4
    with tempfile.TemporaryDirectory() as folder, Sandbox(binary, "--database", "postgres", "--change-time", f"{change}s") as sandbox:
        certificates(folder)
        instance = sandbox.instances[0]
        flags = ["--via", way] + (["--client-ca", f"{folder}/ca.pem"] if way == "acl" else [])
        run = Run([binary, "enforce", instance["instance_id"], "--yes", "-o", "json", *flags], sandbox.env, expect=(0,))
        calls = sandbox.ask("calls")
        writes = [call for call in calls if call["write"]]
        over = run.wall / 1000 - change * len(writes)
        table.add("change", f"enforce --via {way}, over the server's change time", over, "s", 2 * len(writes),
                  f"{len(writes)} change(s) of {change} s, {len(calls)} calls, processor {run.cpu:.0f} ms")
        delays = [seen(calls, write, change) for write in writes]
        table.add("change", f"enforce --via {way}, first look after a change ended", max(delays), "s", 1)
        if way == "acl":
            questions(table, binary, runs, sandbox, folder)


def seen(calls, write, change):
    """Seconds from the end of a change to the first call about its instance after it."""
    end = at(write) + datetime.timedelta(seconds=change)
    return min((at(call) - end).total_seconds() for call in calls if at(call) >= end and call["instance_id"] == write["instance_id"])


def at(call):
    return datetime.datetime.fromisoformat(call["at"].replace("Z", "+00:00"))


def questions(table, binary, runs, sandbox, folder):
    """One check that connects with SSL; then plaintext, SSL and a client certificate, against psql asking the same."""
    instance = sandbox.instances[0]
    one = timed([binary, "check", instance["instance_id"]], sandbox.env, runs)
    table.add("one instance", "check, live probe of postgres with SSL", one.wall, "ms", 30, note(one))
    certificate, key = f"{folder}/app.pem", f"{folder}/app.key"
    target = f"{instance['host']}:{instance['port']}"
    ours = [binary, "probe", target, "--user", "app", "--cert", certificate, "--key", key]
    login = f"host={instance['host']} port={instance['port']} user=app dbname=postgres connect_timeout=5"
    settings = ["sslmode=disable", "sslmode=require sslcert=/nonexistent/none", f"sslmode=require sslcert={certificate} sslkey={key}"]
    # It is never given a password, so that each attempt ends where the probe ends.
    script = "; ".join(f'psql -w -X -c "" "{login} {ssl}"' for ssl in settings)
    one, other, ratio = paired(ours, ["sh", "-c", f"({script}); true"], sandbox.env, runs)
    table.add("probe", "three questions, postgres", one.wall, "ms", 100, note(one), f"psql three times {other.wall:.0f} ms, ratio {ratio:.2f}")


def probe_many(table, binary, short):
    count = 200 if short else 1000
    with Sandbox(binary, "--database", "embedded", "--instances", str(count)) as sandbox, tempfile.NamedTemporaryFile("w") as targets:
        targets.write("".join(f"127.0.0.1:{instance['port']}\n" for instance in sandbox.instances))
        targets.flush()
        one = timed([binary, "probe", "--targets", targets.name, "-o", "json"], sandbox.env, 3)
        table.add("probe", f"{count:,} endpoints, embedded", one.wall / 1000, "s", 10 * count / 1000,
                  f"processor {one.cpu / 1000:.2f} s, {one.peak:.1f} MiB")


def wait(table, binary):
    """A change made elsewhere ends while `wait` looks."""
    change = 4.4
    with Sandbox(binary, "--database", "none", "--change-time", f"{change}s") as sandbox:
        instance = sandbox.instances[0]["instance_id"]
        Run([binary, "ssl", "enable", instance, "--yes", "--no-wait"], sandbox.env, expect=(0, 6))
        write = next(call for call in sandbox.ask("calls") if call["write"])
        before = len(sandbox.ask("calls"))
        Run([binary, "wait", instance], sandbox.env, expect=(0,))
        ended = time.time() - (at(write) + datetime.timedelta(seconds=change)).timestamp()
        calls = sandbox.ask("calls")
        looks = calls[before:]
        table.add("change", "wait, first look after the change ended", seen(calls, write, change), "s", 1)
        table.add("change", "wait, returned after the change ended", ended, "s", None, "two looks in a row must agree")
        spent = (at(looks[-1]) - at(looks[0])).total_seconds()
        busy = [call for call in looks if at(call) < at(write) + datetime.timedelta(seconds=change)]
        table.add("change", "wait, calls a second while it is busy", len(busy) / change, "/s", 1.3,
                  f"{len(busy)} calls; {len(looks) - len(busy)} more to tell that it is done, {spent:.1f} s in all")


def wait_fleet(table, binary):
    """A hundred instances of which some change: one listing a second sees them all."""
    count, change = 100, 4
    with Sandbox(binary, "--database", "none", "--instances", str(count), "--change-time", f"{change}s") as sandbox:
        names = [instance["instance_id"] for instance in sandbox.instances[:10]]
        for name in names:
            Run([binary, "ssl", "enable", name, "--yes", "--no-wait"], sandbox.env, expect=(0, 6))
        before = len(sandbox.ask("calls"))
        Run([binary, "wait", "--all", "--settle", "1s", "--qps", "1000"], sandbox.env, expect=(0,))
        looks = [call for call in sandbox.ask("calls")[before:] if call["action"] == "DescribeDBInstances"]
        spent = (at(looks[-1]) - at(looks[0])).total_seconds()
        table.add("change", "wait --all, listings a second for 100 instances", (len(looks) - 1) / max(spent, 1), "/s", 1.3,
                  f"{len(looks)} listings in {spent:.1f} s")


def measure(table, binary, runs, short, sdk):
    start(table, binary, runs)
    check(table, binary, runs, sdk)
    for way in ["hba"] if short else ["acl", "hba"]:
        enforce(table, binary, runs, way)
    wait(table, binary)
    if not short:
        wait_fleet(table, binary)
    probe_many(table, binary, short)
