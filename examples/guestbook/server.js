// The HTTP side of the guestbook: one page, one resource, health and metrics.
//
// 201 new, 200 kept before, 4xx not an entry that can be kept, 503 certainly not kept, 500 not
// known whether it is kept (send it again, with its key).

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('index.html', import.meta.url));
const BODY_BYTES_MOST = 16 * 1024;
const LIMIT_MOST = 200;
const KEY = /^[A-Za-z0-9._:-]{1,100}$/;

/** Serves the store. `stopping()` makes the pod unready; the server's own close ends it. */
export function serve(store) {
  const counts = new Map();
  let stopping = false;

  const answer = (response, status, body, headers = {}) => {
    counts.set(status, (counts.get(status) ?? 0) + 1);
    const json = typeof body === 'object' && !Buffer.isBuffer(body);
    const bytes = Buffer.from(json ? JSON.stringify(body) : body);
    response.writeHead(status, {
      'content-type': json ? 'application/json' : 'text/plain; charset=utf-8',
      'content-length': bytes.length,
      ...(stopping ? { connection: 'close' } : {}),
      ...headers,
    });
    response.end(bytes);
  };
  const unavailable = (response, reason) =>
    answer(response, 503, { outcome: 'refused', reason }, { 'retry-after': '1' });

  async function place(request, response) {
    const entry = await read(request);
    if (entry.wrong) return answer(response, 400, { outcome: 'refused', reason: entry.wrong });
    const kept = await store.keep(entry.key, entry.text);
    if (kept.outcome === 'refused') return unavailable(response, kept.reason);
    if (kept.outcome === 'unknown') return answer(response, 500, kept);
    if (kept.outcome === 'taken') {
      const reason = `another entry has the key ${entry.key}`;
      return answer(response, 422, { outcome: 'refused', reason });
    }
    return answer(response, kept.outcome === 'new' ? 201 : 200, kept.entry);
  }

  async function list(url, response) {
    const limit = Number(url.searchParams.get('limit') ?? 20);
    if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MOST) {
      const reason = `limit must be 1 to ${LIMIT_MOST}`;
      return answer(response, 400, { outcome: 'refused', reason });
    }
    try {
      const { side, entries } = await store.recent(limit);
      return answer(response, 200, { entries }, { 'x-read-from': side });
    } catch (failure) {
      return unavailable(response, `no server of the database answers: ${failure.message}`);
    }
  }

  async function route(request, response) {
    const url = new URL(request.url, 'http://guestbook');
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /api/entries':
        return place(request, response);
      case 'GET /api/entries':
        return list(url, response);
      case 'GET /':
        return answer(response, 200, PAGE, { 'content-type': 'text/html; charset=utf-8' });
      // Ready means that this process can serve. It does not ask the database: entries that cannot
      // be kept are refused one by one, and the page is served meanwhile.
      case 'GET /health/ready':
        return answer(response, stopping ? 503 : 200, stopping ? 'stopping\n' : 'ready\n');
      case 'GET /health/live':
        return answer(response, 200, 'live\n');
      case 'GET /metrics':
        return answer(response, 200, metrics(counts));
      default:
        return answer(response, 404, { outcome: 'refused', reason: `nothing at ${url.pathname}` });
    }
  }

  const server = createServer((request, response) => {
    route(request, response).catch((failure) => {
      if (response.headersSent) return response.destroy();
      return answer(response, 500, { outcome: 'unknown', reason: failure.message });
    });
  });
  server.stopping = () => {
    stopping = true;
  };
  return server;
}

/** The request's entry, or what is wrong with it. */
async function read(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MOST) return { wrong: `the body is over ${BODY_BYTES_MOST} bytes` };
    parts.push(part);
  }
  let entry;
  try {
    entry = JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return { wrong: 'the body must be a JSON object like {"key": "a-1", "text": "hello"}' };
  }
  if (typeof entry?.key !== 'string' || !KEY.test(entry.key)) {
    return { wrong: 'key must be 1 to 100 of A-Z a-z 0-9 . _ : -' };
  }
  if (typeof entry.text !== 'string' || entry.text.length < 1 || entry.text.length > 500) {
    return { wrong: 'text must be 1 to 500 characters' };
  }
  return { key: entry.key, text: entry.text };
}

function metrics(counts) {
  const lines = ['# TYPE http_requests_total counter'];
  for (const [status, count] of [...counts].sort()) {
    lines.push(`http_requests_total{service="entries",status="${status}"} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}
