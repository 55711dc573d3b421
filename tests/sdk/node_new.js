// @alicloud/rds20140815.
'use strict';

const rds = require('@alicloud/rds20140815');
const { $OpenApiUtil } = require('@alicloud/openapi-core');
const { exercise, endpoint, key, secret, instance } = require('./scenario.js');

const client = new rds.default(new $OpenApiUtil.Config({
  accessKeyId: key, accessKeySecret: secret, endpoint, protocol: 'HTTP',
}));
const body = async (response) => (await response).body.toMap();

exercise('@alicloud/rds20140815', {
  describeSsl: () => body(client.describeDBInstanceSSL(new rds.DescribeDBInstanceSSLRequest({ DBInstanceId: instance }))),
  modifySsl: (change) => body(client.modifyDBInstanceSSL(new rds.ModifyDBInstanceSSLRequest({
    DBInstanceId: instance, SSLEnabled: change.SSLEnabled, connectionString: change.ConnectionString, CAType: change.CAType,
  }))),
  describeHba: () => body(client.describePGHbaConfig(new rds.DescribePGHbaConfigRequest({ DBInstanceId: instance }))),
  modifyHba: (ops, records) => body(client.modifyPGHbaConfig(new rds.ModifyPGHbaConfigRequest({
    DBInstanceId: instance,
    opsType: ops,
    hbaItem: records.map((record) => new rds.ModifyPGHbaConfigRequestHbaItem({
      priorityId: record.PriorityId, type: record.Type, database: record.Database,
      user: record.User, address: record.Address, method: record.Method, option: record.Option,
    })),
  }))),
}).catch((error) => { console.error(error); process.exit(1); });
