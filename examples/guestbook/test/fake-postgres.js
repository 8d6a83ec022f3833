// A PostgreSQL server as far as this test needs one: it answers the start of a session and one
// prepared statement, in the way that the test says. Protocol 3.0, chapter "Frontend/Backend
// Protocol" of the PostgreSQL manual.

import { once } from 'node:events';
import { createServer } from 'node:net';

const message = (type, body) => {
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int16 = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value) => Buffer.from(`${value}\0`);
const fields = (type, code, said) =>
  message(type, Buffer.concat([text('SERROR'), text(`C${code}`), text(`M${said}`), Buffer.from([0])]));

const TEXT = 25;
const BOOLEAN = 16;
const TIME = 1184;
const READY = message('Z', Buffer.from('I'));
const COLUMNS = [
  ['text', TEXT],
  ['placed_at', TIME],
  ['fresh', BOOLEAN],
];

const description = message(
  'T',
  Buffer.concat([
    int16(COLUMNS.length),
    ...COLUMNS.map(([name, type]) =>
      Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]),
    ),
  ]),
);
const row = (values) =>
  message(
    'D',
    Buffer.concat([
      int16(values.length),
      ...values.map((value) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)])),
    ]),
  );

/** What the server may do with a statement, once it has it. */
export const does = {
  keep: (said, fresh) => (socket) =>
    socket.write(
      Buffer.concat([
        row([said, '2026-01-02 03:04:05.678+00', fresh ? 't' : 'f']),
        message('C', text('INSERT 0 1')),
        READY,
      ]),
    ),
  warn: (said, fresh) => (socket) => {
    socket.write(fields('N', '01000', 'canceling wait for synchronous replication due to user request'));
    does.keep(said, fresh)(socket);
  },
  fail: (code, said) => (socket) => socket.write(Buffer.concat([fields('E', code, said), READY])),
  reset: () => (socket) => socket.resetAndDestroy(),
  nothing: () => () => {},
};

/** Starts a server that meets the statements with `actions`, in turn; the last one stays. */
export async function fakePostgres(...actions) {
  let next = 0;
  const sockets = new Set();
  const passwords = [];
  const users = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let started = false;
    let failed = false;
    let waiting = Buffer.alloc(0);
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      for (;;) {
        const head = started ? 1 : 0;
        if (waiting.length < head + 4) return;
        const size = waiting.readInt32BE(head) + head;
        if (waiting.length < size) return;
        const type = started ? String.fromCharCode(waiting[0]) : 'start';
        const body = waiting.subarray(head + 4, size);
        waiting = waiting.subarray(size);
        if (type === 'start') {
          started = true;
          const words = body.toString('utf8', 4).split('\0');
          users.push(words[words.indexOf('user') + 1]);
          socket.write(message('R', int32(3))); // send a clear-text password
        } else if (type === 'p') {
          passwords.push(body.toString('utf8', 0, body.length - 1));
          socket.write(Buffer.concat([message('R', int32(0)), READY]));
        } else if (type === 'P') socket.write(message('1', Buffer.alloc(0)));
        else if (type === 'B') socket.write(message('2', Buffer.alloc(0)));
        else if (type === 'D') socket.write(description);
        else if (type === 'E') {
          failed = true;
          actions[Math.min(next++, actions.length - 1)](socket);
        } else if (type === 'S' && !failed) socket.write(READY);
        if (type === 'S') failed = false; // the action has answered for it
      }
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: server.address().port,
    passwords,
    users,
    /** Waits until so many connections are left. */
    left: async (count) => {
      const signal = AbortSignal.timeout(60_000);
      while (sockets.size > count) {
        await Promise.race([...sockets].map((socket) => once(socket, 'close', { signal })));
      }
    },
    statements: () => next,
    /** Replaces what is done with a statement, by its turn. */
    meet: (turn, action) => {
      actions[turn] = action;
    },
    /** Closes every connection and refuses new ones. */
    stop: () =>
      new Promise((closed) => {
        server.close(closed);
        for (const socket of sockets) socket.resetAndDestroy();
      }),
  };
}
