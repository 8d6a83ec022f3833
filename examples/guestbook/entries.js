// Starts the service `entries`, and stops it politely on SIGTERM.

import { settings } from './settings.js';
import { Side, Store } from './store.js';
import { serve } from './server.js';

const GRACE_MILLIS = 5_000;

function configured() {
  try {
    return settings(process.env);
  } catch (wrong) {
    console.error(`entries: cannot start: ${wrong.message}. Set them, or let twinkeel start it.`);
    process.exit(2);
  }
}

const { listener, writer, reader } = configured();
const store = new Store(new Side(writer), new Side(reader));
const server = serve(store);
server.keepAliveTimeout = 60_000;

server.on('error', (failure) => {
  const where = `${listener.host}:${listener.port}`;
  console.error(
    `entries: cannot listen on ${where}: ${failure.message}. Stop what uses it, or set another PORT.`,
  );
  process.exit(1);
});
server.listen(listener.port, listener.host, () => {
  console.error(`entries: listening on ${listener.host}:${server.address().port}`);
});

async function stop() {
  server.stopping();
  setTimeout(() => process.exit(1), GRACE_MILLIS).unref();
  await new Promise((closed) => {
    server.close(closed);
    server.closeIdleConnections();
  });
  await store.close();
  console.error('entries: stopped');
  process.exit(0);
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
