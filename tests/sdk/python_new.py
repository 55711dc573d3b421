"""alibabacloud_rds20140815, with the signature that the fifth argument names: ACS3-HMAC-SHA256 or v2 (HMAC-SHA1)."""

import sys

from alibabacloud_rds20140815 import models
from alibabacloud_rds20140815.client import Client
from alibabacloud_tea_openapi import utils_models

import scenario

endpoint, key, secret, instance = scenario.arguments()
algorithm = sys.argv[5]
client = Client(utils_models.Config(
    access_key_id=key, access_key_secret=secret, endpoint=endpoint, protocol="HTTP", signature_algorithm=algorithm))


def body(response):
    return response.body.to_map()


scenario.exercise(
    "alibabacloud_rds20140815, " + algorithm,
    lambda: body(client.describe_dbinstance_ssl(models.DescribeDBInstanceSSLRequest(dbinstance_id=instance))),
    lambda **change: body(client.modify_dbinstance_ssl(models.ModifyDBInstanceSSLRequest(
        dbinstance_id=instance, sslenabled=change["SSLEnabled"], connection_string=change["ConnectionString"],
        catype=change["CAType"]))),
    lambda: body(client.describe_pghba_config(models.DescribePGHbaConfigRequest(dbinstance_id=instance))),
    lambda ops, records: body(client.modify_pghba_config(models.ModifyPGHbaConfigRequest(
        dbinstance_id=instance, ops_type=ops, hba_item=[
            models.ModifyPGHbaConfigRequestHbaItem().from_map(record) for record in records]))),
)
