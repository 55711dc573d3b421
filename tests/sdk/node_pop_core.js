// @alicloud/pop-core, with the HTTP method that the fifth argument names.
'use strict';

const { RPCClient } = require('@alicloud/pop-core');
const { exercise, endpoint, key, secret, instance, extra: method } = require('./scenario.js');

const client = new RPCClient({
  accessKeyId: key, accessKeySecret: secret, endpoint: `http://${endpoint}`, apiVersion: '2014-08-15',
});
const send = (action, more) => client.request(action, { DBInstanceId: instance, ...more }, { method });

exercise(`@alicloud/pop-core, ${method}`, {
  describeSsl: () => send('DescribeDBInstanceSSL'),
  modifySsl: (change) => send('ModifyDBInstanceSSL', change),
  describeHba: () => send('DescribePGHbaConfig'),
  modifyHba: (ops, records) => send('ModifyPGHbaConfig', { OpsType: ops, HbaItem: records }),
}).catch((error) => { console.error(error); process.exit(1); });
