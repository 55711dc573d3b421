// What every Node SDK does with an instance of the sandbox: describe, modify, read back.
'use strict';

const RECORDS = [
  { PriorityId: 0, Type: 'hostssl', Database: 'all', User: 'all', Address: '0.0.0.0/0', Method: 'md5' },
  { PriorityId: 1, Type: 'hostssl', Database: 'replication', User: 'all', Address: '10.1.0.0/16', Method: 'scram-sha-256' },
  {
    PriorityId: 2, Type: 'hostssl', Database: 'appdb,postgres', User: 'app', Address: '192.168.0.0/24',
    Method: 'ldap', Option: "ldapserver=ldap.example.com ldapprefix=\"cn=a*b~c+d%20'\"",
  },
];

// Looks until it is done; a change takes a moment.
async function until(look, done) {
  let seen;
  for (let i = 0; i < 200; i++) {
    seen = await look();
    if (done(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came: ${JSON.stringify(seen)}`);
}

// Each function gives the body of the answer with the names of the wire.
async function exercise(name, { describeSsl, modifySsl, describeHba, modifyHba }) {
  let checks = 0;
  const check = (truth, what) => {
    checks++;
    if (!truth) throw new Error(`${name}: ${JSON.stringify(what)}`);
  };
  const before = await describeSsl();
  check(before.SSLEnabled === 'off', before);
  const sent = await modifySsl({ SSLEnabled: 1, ConnectionString: 'localhost', CAType: 'aliyun' });
  check(sent.RequestId, sent);
  const after = await until(describeSsl, (seen) => seen.SSLEnabled === 'on');
  check(after.ConnectionString === 'localhost' && after.CAType === 'aliyun', after);

  const items = (seen) => seen.RunningHbaItems.HbaItem;
  const first = await describeHba();
  check(items(first).length === 2, first);
  const changed = await modifyHba('update', RECORDS);
  check(changed.RequestId, changed);
  const written = await until(describeHba, (seen) => items(seen).length === RECORDS.length);
  const sorted = [...items(written)].sort((a, b) => Number(a.PriorityId) - Number(b.PriorityId));
  RECORDS.forEach((want, index) => {
    for (const [key, value] of Object.entries(want)) {
      check(String(sorted[index][key]) === String(value), [key, value, sorted[index]]);
    }
  });
  console.log(JSON.stringify({ sdk: name, checks }));
}

// Endpoint (HOST:PORT), key id, secret, instance, and one more of its own.
const [endpoint, key, secret, instance, extra] = process.argv.slice(2);

module.exports = { exercise, endpoint, key, secret, instance, extra };
