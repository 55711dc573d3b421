"""aliyun-python-sdk-rds, the older generation."""

import json

from aliyunsdkcore.client import AcsClient
from aliyunsdkrds.request.v20140815.DescribeDBInstanceSSLRequest import DescribeDBInstanceSSLRequest
from aliyunsdkrds.request.v20140815.DescribePGHbaConfigRequest import DescribePGHbaConfigRequest
from aliyunsdkrds.request.v20140815.ModifyDBInstanceSSLRequest import ModifyDBInstanceSSLRequest
from aliyunsdkrds.request.v20140815.ModifyPGHbaConfigRequest import ModifyPGHbaConfigRequest

import scenario

endpoint, key, secret, instance = scenario.arguments()
client = AcsClient(key, secret, "cn-hangzhou")


def send(request):
    request.set_endpoint(endpoint)
    request.set_protocol_type("http")
    request.set_accept_format("json")
    request.set_DBInstanceId(instance)
    return json.loads(client.do_action_with_exception(request))


def modify_ssl(SSLEnabled, ConnectionString, CAType):
    request = ModifyDBInstanceSSLRequest()
    request.set_SSLEnabled(SSLEnabled)
    request.set_ConnectionString(ConnectionString)
    request.set_CAType(CAType)
    return send(request)


def modify_hba(ops, records):
    request = ModifyPGHbaConfigRequest()
    request.set_OpsType(ops)
    request.set_HbaItems(records)
    return send(request)


scenario.exercise(
    "aliyun-python-sdk-rds",
    lambda: send(DescribeDBInstanceSSLRequest()), modify_ssl,
    lambda: send(DescribePGHbaConfigRequest()), modify_hba,
)
