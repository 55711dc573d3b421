"""What every Python SDK does with an instance of the sandbox: describe, modify, read back."""

import json
import sys
import time

RECORDS = [
    {"PriorityId": 0, "Type": "hostssl", "Database": "all", "User": "all", "Address": "0.0.0.0/0", "Method": "md5"},
    {"PriorityId": 1, "Type": "hostssl", "Database": "replication", "User": "all", "Address": "10.1.0.0/16",
     "Method": "scram-sha-256"},
    {"PriorityId": 2, "Type": "hostssl", "Database": "appdb,postgres", "User": "app", "Address": "192.168.0.0/24",
     "Method": "ldap", "Option": "ldapserver=ldap.example.com ldapprefix=\"cn=a*b~c+d%20'\""},
]


def until(look, done):
    """Looks until it is done; a change takes a moment."""
    for _ in range(200):
        seen = look()
        if done(seen):
            return seen
        time.sleep(0.05)
    raise AssertionError("it never came: %s" % json.dumps(seen))


def exercise(name, describe_ssl, modify_ssl, describe_hba, modify_hba):
    """Each function gives the body of the answer as a dictionary with the names of the wire."""
    calls = 0

    def check(truth, what):
        nonlocal calls
        calls += 1
        assert truth, "%s: %s" % (name, what)

    before = describe_ssl()
    check(before["SSLEnabled"] == "off", before)
    check(modify_ssl(SSLEnabled=1, ConnectionString="localhost", CAType="aliyun")["RequestId"], "modify SSL")
    after = until(describe_ssl, lambda seen: seen["SSLEnabled"] == "on")
    check(after["ConnectionString"] == "localhost" and after["CAType"] == "aliyun", after)

    items = lambda seen: seen["RunningHbaItems"]["HbaItem"]
    first = describe_hba()
    check(len(items(first)) == 2, first)
    check(modify_hba("update", RECORDS)["RequestId"], "modify pg_hba")
    written = until(describe_hba, lambda seen: len(items(seen)) == len(RECORDS))
    for want, got in zip(RECORDS, sorted(items(written), key=lambda item: int(item["PriorityId"]))):
        for key, value in want.items():
            check(str(got[key]) == str(value), (key, value, got))
    print(json.dumps({"sdk": name, "checks": calls}))


def arguments():
    """Endpoint (HOST:PORT), key id, secret, instance."""
    return sys.argv[1:5]
