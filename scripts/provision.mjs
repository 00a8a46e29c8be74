// Makes the three development accounts, as often as it is run, and prints how to sign in.
//   node scripts/provision.mjs http://localhost:8787
// Reads SETUP_TOKEN and the passwords from the environment (scripts/run.sh loads .dev.vars).

const address = process.argv[2];
const fromEnvironment = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it stands in .dev.vars`);
  return value;
};

const people = [
  ['admin@example.com', 'Alex Admin', 'DEV_ADMIN_PASSWORD', ['administrator']],
  ['ana@example.com', 'Ana Almeida', 'DEV_ANA_PASSWORD', []],
  ['ben@example.com', 'Ben Berger', 'DEV_BEN_PASSWORD', []],
].map(([username, display_name, secret, roles]) =>
  ({ username, display_name, password: fromEnvironment(secret), roles, groups: [] }));

const response = await fetch(`${address}/api/v1/setup`, {
  method: 'POST',
  headers: { authorization: `Bearer ${fromEnvironment('SETUP_TOKEN')}`, 'content-type': 'application/json' },
  body: JSON.stringify({ people }),
});
if (!response.ok) {
  console.error(`provision: ${address}/api/v1/setup answered ${response.status}: ${await response.text()}`);
  process.exit(1);
}

const width = Math.max(...people.map(({ username }) => username.length));
console.log(`\nMuster is served at ${address}\n`);
for (const { username, password } of people) console.log(`  ${username.padEnd(width)}  ${password}`);
const { SECRETS = '.dev.vars', STATE = '.state' } = process.env;
console.log(`\nThe passwords are kept in ${SECRETS}, the state in ${STATE}. Ctrl-C stops.`);
