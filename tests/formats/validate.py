"""Reads every format of a mixed report that was interrupted with a foreign reader and compares it with the JSON document."""

import csv
import io
import json
import subprocess
import sys
import tempfile

import jsonschema
from junitparser import Error, Failure, JUnitXml, Skipped
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from prometheus_client.parser import text_string_to_metric_families

BINARY, SARIF_SCHEMA = sys.argv[1:]
document = json.load(open("tests/data/report_mixed.json"))
document["not_checked"].update(interrupted=True, instances=7)
report = tempfile.NamedTemporaryFile("w", suffix=".json")
json.dump(document, report)
report.flush()
passed = 0


def render(output):
    ran = subprocess.run(
        [BINARY, "report", "merge", report.name, "-o", output], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    # 5: one instance of the report could not be judged.
    assert ran.returncode == 4, (output, ran.returncode)
    return ran.stdout.decode()


def check(name, good):
    global passed
    assert good, name
    passed += 1
    print(f"ok {name}")


rows = {row["instance_id"]: row for row in document["instances"]}
# What could not be listed is in every format too.
dark = {f"{place['region']} of account {place['account_id']}" for place in document["not_checked"]["places"]}
assert dark

sarif = json.loads(render("sarif"))
schema = json.load(open(SARIF_SCHEMA))
jsonschema.Draft4Validator(schema).validate(sarif)
told = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
check(
    "sarif fits the schema",
    sarif["runs"][0]["results"] and all(any(name in one["message"]["text"] for one in told) for name in dark | {"interrupted: 7 "}),
)

events = json.loads(render("ocsf"))
ocsf = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.5.0"))
schema = ocsf.get_class_schema(class_name="compliance_finding", profiles=["cloud"])
for event in events:
    jsonschema.Draft202012Validator(schema).validate(event)
check("ocsf fits the schema", {event["resources"][0]["uid"] for event in events} == set(rows) | dark | {"forcessl"})

cases = {case.name: case.result for suite in JUnitXml.fromstring(render("junit").encode()) for case in suite}
kinds = {"open": Failure, "partly": Failure, "unknown": Error, "unsupported": Skipped}
for name, row in rows.items():
    wanted = kinds.get(row["verdict"])
    if wanted:
        assert isinstance(cases[name][0], wanted), (name, cases[name])
assert all(isinstance(cases[name][0], Error) for name in dark | {"interrupted"})
check("junit is read back", set(cases) == set(rows) | dark | {"interrupted"})

families = {family.name: family for family in text_string_to_metric_families(render("prometheus"))}
assert all(family.documentation and family.type == "gauge" for family in families.values())
verdicts = {
    sample.labels["instance_id"]: sample.labels["verdict"] for sample in families["forcessl_instance_verdict"].samples
}
assert families["forcessl_complete"].samples[0].value == 0 and families["forcessl_not_listed"].samples
check("prometheus is read back", verdicts == {name: row["verdict"] for name, row in rows.items()})

lines = list(csv.DictReader(io.StringIO(render("csv"))))
assert sum(not line["instance_id"] for line in lines) == len(dark) + 1
read = {line["instance_id"]: line for line in lines if line["instance_id"]}
check("csv is read back", {name: row["verdict"] for name, row in read.items()} == verdicts)

gitlab = json.loads(render("gitlab"))
check(
    "gitlab has what the format demands",
    all(
        entry["description"] and entry["check_name"] and entry["location"]["lines"]["begin"] == 1
        and entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        for entry in gitlab
    )
    and len({entry["fingerprint"] for entry in gitlab}) == len(gitlab),
)
print(f"{passed} passed, 0 failed")
