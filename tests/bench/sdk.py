"""The vendor's Python SDK making the reads that the built binary makes; run by the interpreter it is installed for.

    sdk.py check ENDPOINT KEY SECRET INSTANCE               the six reads of one instance
    sdk.py sweep ENDPOINT KEY SECRET THREADS INSTANCE...    SSL settings and records of each
    sdk.py sign COUNT                                       signs so many requests and prints how many a second
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from alibabacloud_rds20140815 import models
from alibabacloud_rds20140815.client import Client
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.utils import Utils


def client_of(endpoint, key, secret):
    return Client(utils_models.Config(
        access_key_id=key, access_key_secret=secret, endpoint=endpoint, protocol="HTTP", signature_algorithm="v2"))


def check(endpoint, key, secret, instance):
    client = client_of(endpoint, key, secret)
    for read, request in (
        (client.describe_dbinstance_attribute, models.DescribeDBInstanceAttributeRequest),
        (client.describe_dbinstance_net_info, models.DescribeDBInstanceNetInfoRequest),
        (client.describe_dbinstance_ssl, models.DescribeDBInstanceSSLRequest),
        (client.describe_pghba_config, models.DescribePGHbaConfigRequest),
        (client.describe_dbinstance_iparray_list, models.DescribeDBInstanceIPArrayListRequest),
        (client.describe_dbproxy, models.DescribeDBProxyRequest),
    ):
        assert read(request(dbinstance_id=instance)).body.to_map()["RequestId"]


def sweep(endpoint, key, secret, threads, *instances):
    client = client_of(endpoint, key, secret)

    def read(instance):
        ssl = client.describe_dbinstance_ssl(models.DescribeDBInstanceSSLRequest(dbinstance_id=instance)).body
        hba = client.describe_pghba_config(models.DescribePGHbaConfigRequest(dbinstance_id=instance)).body
        assert ssl.request_id and hba.request_id

    with ThreadPoolExecutor(int(threads)) as pool:
        list(pool.map(read, instances))


def sign(count):
    parameters = {
        "Action": "DescribeDBInstanceSSL", "Version": "2014-08-15", "Format": "JSON", "AccessKeyId": "testid",
        "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Timestamp": "2016-02-23T12:46:24Z", "DBInstanceId": "pgm-sandbox1",
    }
    started = time.perf_counter()
    for _ in range(int(count)):
        Utils.get_rpcsignature(parameters, "POST", "testsecret")
    print(int(count) / (time.perf_counter() - started))


{"check": check, "sweep": sweep, "sign": sign}[sys.argv[1]](*sys.argv[2:])
