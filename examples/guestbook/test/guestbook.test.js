import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serve } from '../server.js';
import { settings } from '../settings.js';
import { DEADLINE_MILLIS, Side, Store } from '../store.js';
import { does, fakePostgres } from './fake-postgres.js';

let folder;
let passwordFile;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guestbook-'));
  passwordFile = join(folder, 'password');
  await writeFile(passwordFile, 'first\n');
});
after(() => rm(folder, { recursive: true }));

const target = (port) => ({ host: '127.0.0.1', port, database: 'd', user: 'u', passwordFile });

/** Runs `use` with a guestbook before a server that meets statements with `actions`. */
async function guestbook(actions, use) {
  const postgres = await fakePostgres(...actions);
  const store = new Store(new Side(target(postgres.port)), new Side(target(postgres.port)));
  const server = serve(store);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${server.address().port}`;
  const sign = (entry) =>
    fetch(`${address}/api/entries`, { method: 'POST', body: JSON.stringify(entry) });
  try {
    await use({ address, sign, postgres, server });
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await postgres.stop();
    await store.close();
  }
}

const ENTRY = { key: 'k-1', text: 'hello' };

test('a new entry is 201, and the same key again is 200 with the same body', async () => {
  await guestbook([does.keep('hello', true), does.keep('hello', false)], async ({ sign }) => {
    const first = await sign(ENTRY);
    const second = await sign(ENTRY);
    assert.equal(first.status, 201);
    assert.equal(second.status, 200);
    assert.equal(await first.text(), await second.text());
  });
});

test('a key that names another entry is refused', async () => {
  await guestbook([does.keep('other', false)], async ({ sign }) => {
    assert.equal((await sign(ENTRY)).status, 422);
  });
});

test('what is not an entry is 400 and never reaches the database', async () => {
  await guestbook([does.keep('', true)], async ({ sign, postgres }) => {
    for (const wrong of [null, {}, { key: 'a b', text: 'x' }, { key: 'k', text: '' }, { key: 'k' }]) {
      assert.equal((await sign(wrong)).status, 400);
    }
    assert.equal(postgres.statements(), 0);
  });
});

test('a read-only database is 503: certainly not kept', async () => {
  const readOnly = does.fail('25006', 'cannot execute INSERT in a read-only transaction');
  await guestbook([readOnly], async ({ sign }) => {
    const answer = await sign(ENTRY);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal((await answer.json()).outcome, 'refused');
  });
});

test('a database that is not there is 503, within the deadline and a little', async () => {
  await guestbook([does.nothing()], async ({ sign, postgres }) => {
    await postgres.stop();
    const begun = performance.now();
    assert.equal((await sign(ENTRY)).status, 503);
    assert.ok(performance.now() - begun < DEADLINE_MILLIS * 5);
  });
});

test('a warning on the commit is not an acknowledgement', async () => {
  await guestbook([does.warn('hello', true)], async ({ sign }) => {
    const answer = await sign(ENTRY);
    assert.equal(answer.status, 500);
    assert.equal((await answer.json()).outcome, 'unknown');
  });
});

test('a reset in the middle, and nobody to ask again, is unknown, not refused', async () => {
  await guestbook([does.reset()], async ({ sign, postgres }) => {
    const answering = sign(ENTRY);
    const deadline = performance.now() + 10_000;
    while (postgres.statements() === 0 && performance.now() < deadline) {
      await new Promise((turn) => setImmediate(turn));
    }
    await postgres.stop();
    const answer = await answering;
    assert.equal(answer.status, 500);
    assert.equal((await answer.json()).outcome, 'unknown');
  });
});

test('a reset in the middle is asked again, under the same key', async () => {
  await guestbook([does.reset(), does.keep('hello', false)], async ({ sign, postgres }) => {
    assert.equal((await sign(ENTRY)).status, 200);
    assert.equal(postgres.statements(), 2);
  });
});

test('a server that is silent is unknown', async () => {
  await guestbook([does.nothing()], async ({ sign }) => {
    assert.equal((await sign(ENTRY)).status, 500);
  });
});

test('the password is read again for each connection', async () => {
  await guestbook([does.reset(), does.keep('hello', true)], async ({ sign, postgres }) => {
    // The rotation happens while a connection of the first password is in use.
    const rotated = does.reset();
    postgres.meet(0, async (socket) => {
      await writeFile(passwordFile, 'second\n');
      rotated(socket);
    });
    await sign(ENTRY);
    assert.deepEqual(postgres.passwords, ['first', 'second']);
  });
});

test('after a rotation every connection is of the new user', async () => {
  const loginFile = join(folder, 'login');
  const rotate = async (user, password) => {
    await writeFile(`${loginFile}.new`, `[d]\nuser=${user}\npassword=${password}\n`);
    await rename(`${loginFile}.new`, loginFile);
  };
  await rotate('u', 'one');
  const postgres = await fakePostgres(does.keep('hello', true));
  const side = new Side({ ...target(postgres.port), loginFile });
  try {
    const store = new Store(side, side);
    assert.equal((await store.keep('k-1', 'hello')).outcome, 'new');
    await rotate('u_b', 'two');
    const giveUp = Date.now() + 60_000;
    while (postgres.passwords.length < 2 && Date.now() < giveUp) {
      assert.equal((await store.keep('k-1', 'hello')).outcome, 'new');
    }
    assert.deepEqual(postgres.passwords, ['one', 'two']);
    assert.deepEqual(postgres.users, ['u', 'u_b']);
    await postgres.left(1);
  } finally {
    await postgres.stop();
    await side.close();
  }
});

test('a pod is ready without its database, and not while it stops', async () => {
  await guestbook([does.nothing()], async ({ address, postgres, server }) => {
    await postgres.stop();
    assert.equal((await fetch(`${address}/health/ready`)).status, 200);
    assert.equal((await fetch(`${address}/`)).status, 200);
    server.stopping();
    assert.equal((await fetch(`${address}/health/ready`)).status, 503);
  });
});

test('missing settings are named all at once, in one line, with exit code 2', async () => {
  assert.throws(() => settings({ PORT: '99999' }), /HOST is not set.*PORT is not a port: 99999/);
  const program = new URL('../entries.js', import.meta.url).pathname;
  const pod = spawn(process.execPath, [program], { env: { HOST: '127.0.0.1' } });
  let said = '';
  pod.stderr.on('data', (data) => (said += data));
  const [code] = await once(pod, 'close');
  assert.equal(code, 2);
  assert.match(said, /^entries: cannot start: PORT is not set, .*PASSWORD_FILE is not set.*\n$/);
});
