// The guestbook's entries in PostgreSQL.
//
// The rules of this file are those of the storefront's OrderBook:
// - An entry is acknowledged when two servers have it. A commit that PostgreSQL answers with a
//   warning ("canceling wait for synchronous replication") is not acknowledged.
// - Refused and unknown are never the same. What was never sent, or was answered with an error, is
//   certainly not kept; what was sent and not answered may be kept.
// - Either is asked again, under the same key, until the deadline. A key that is found is written
//   too (`attempts`), so that its own commit, later in the log, waits for the second server.

import { readFileSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export const DEADLINE_MILLIS = 1_000;
const ANSWER_MILLIS = 1_000;
const CONNECT_MILLIS = 250;
const PAUSE_MILLIS = 20;
const REST_MILLIS = 1_000;
const CONNECTIONS = 3;
const LOOK_MILLIS = 1_000;

const KEEP = {
  name: 'keep',
  text: `insert into entries (entry_key, text) values ($1, $2)
         on conflict (entry_key) do update set attempts = entries.attempts + 1
         returning text, placed_at, attempts = 1 as fresh`,
};
const RECENT = {
  name: 'recent',
  text: 'select entry_key, text, placed_at from entries order by placed_at desc limit $1',
};

/** User and password, as they are now; what cannot be read is told when it is asked for. */
function login(target) {
  try {
    return read(target);
  } catch (failure) {
    return { user: target.user, password: () => Promise.reject(failure) };
  }
}

function read(target) {
  if (!target.loginFile) {
    return { user: target.user, password: readFileSync(target.passwordFile, 'utf8').trim() };
  }
  const lines = readFileSync(target.loginFile, 'utf8').split('\n');
  const value = (key) => {
    const line = lines.find((one) => one.startsWith(key));
    if (!line) throw new Error(`${target.loginFile} has no line that begins with ${key}`);
    return line.slice(key.length).trim();
  };
  return { user: value('user='), password: value('password=') };
}

/** When it was last rotated. */
function written(target) {
  try {
    return statSync(target.loginFile ?? target.passwordFile).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * A few connections to one side of the database. It starts without the database, and while that is
 * away, one attempt at a time is made for all who wait: hundreds of requests that each knock every
 * 20 ms would take the machine from the recovery they wait for.
 */
export class Side {
  #target;
  #connections;
  #written;
  #look;
  #reached = false;
  #attempt;

  constructor(target) {
    this.#target = target;
    this.#written = written(target);
    this.#connections = this.#open();
    this.#look = setInterval(() => this.#follow(), LOOK_MILLIS).unref();
  }

  #open() {
    const target = this.#target;
    const connections = new pg.Pool({
      host: target.host,
      port: target.port,
      database: target.database,
      // Read again for each connection.
      Client: class extends pg.Client {
        constructor(options) {
          super({ ...options, ...login(target) });
        }
      },
      application_name: 'entries',
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MILLIS,
      idleTimeoutMillis: 60_000,
      maxLifetimeSeconds: 600,
      keepAlive: true,
    });
    // A connection that dies while it lies in the pool is dropped by the pool; that is all.
    connections.on('error', () => {});
    return connections;
  }

  /** After a rotation new connections are opened; those that are in use end when they are done. */
  #follow() {
    const last = written(this.#target);
    if (last === this.#written) return;
    this.#written = last;
    const before = this.#connections;
    this.#connections = this.#open();
    before.end();
  }

  async #borrow() {
    if (!this.#reached) {
      this.#attempt ??= this.#reach().finally(() => {
        this.#attempt = undefined;
      });
      await this.#attempt;
    }
    try {
      return await this.#connections.connect();
    } catch (failure) {
      this.#reached = false;
      throw failure;
    }
  }

  async #reach() {
    const client = await this.#connections.connect();
    client.release();
    this.#reached = true;
  }

  /**
   * Runs one statement in its own transaction. The failure's `sent` says whether the server may
   * have carried it out. A silent connection is destroyed; nothing is ever cancelled.
   */
  async ask(statement, values) {
    let client;
    try {
      client = await this.#borrow();
    } catch (failure) {
      throw new Refusal(failure.message, false);
    }
    const warnings = [];
    const warn = (notice) => warnings.push(notice.message);
    const lost = () => {};
    client.on('notice', warn);
    client.on('error', lost);
    const silence = setTimeout(() => client.connection.stream.destroy(), ANSWER_MILLIS);
    let broken = true;
    try {
      const result = await client.query({ ...statement, values });
      if (warnings.length > 0) throw new Refusal(`answered with a warning: ${warnings[0]}`, true);
      broken = false;
      return result.rows;
    } catch (failure) {
      if (failure instanceof Refusal) throw failure;
      throw new Refusal(failure.message, !rolledBack(failure));
    } finally {
      clearTimeout(silence);
      client.off('notice', warn);
      client.off('error', lost);
      client.release(broken);
    }
  }

  async close() {
    clearInterval(this.#look);
    await this.#connections.end();
  }
}

/** A statement that did not succeed, as far as is known. */
class Refusal extends Error {
  constructor(reason, sent) {
    super(reason);
    this.sent = sent;
  }
}

/**
 * PostgreSQL's own error for a statement in its own transaction: nothing of it is left. Class 57
 * (the server is going away) may come while the commit waits for a second server, so it is not one.
 */
function rolledBack(failure) {
  return failure instanceof pg.DatabaseError && !String(failure.code).startsWith('57');
}

export class Store {
  #writer;
  #reader;
  #restUntil = 0;

  constructor(writer, reader) {
    this.#writer = writer;
    this.#reader = reader;
  }

  /** Keeps an entry once: {outcome: 'new' | 'before' | 'taken' | 'refused' | 'unknown', ...}. */
  async keep(key, text) {
    const deadline = performance.now() + DEADLINE_MILLIS;
    let doubtful = false;
    for (;;) {
      try {
        const [row] = await this.#writer.ask(KEEP, [key, text]);
        const entry = { key, text: row.text, placedAt: row.placed_at.toISOString() };
        if (row.fresh) return { outcome: 'new', entry };
        return { outcome: row.text === text ? 'before' : 'taken', entry };
      } catch (failure) {
        doubtful ||= failure.sent;
        if (performance.now() > deadline) {
          return { outcome: doubtful ? 'unknown' : 'refused', reason: failure.message };
        }
      }
      await pause(PAUSE_MILLIS);
    }
  }

  /** The latest entries, from a replica of this region, or from the primary when none answers. */
  async recent(limit) {
    if (performance.now() >= this.#restUntil) {
      try {
        return { side: 'replica', entries: await this.#read(this.#reader, limit) };
      } catch {
        this.#restUntil = performance.now() + REST_MILLIS;
      }
    }
    return { side: 'primary', entries: await this.#read(this.#writer, limit) };
  }

  async #read(side, limit) {
    const rows = await side.ask(RECENT, [limit]).catch((failure) => {
      // Once more, in case the connection had died in the pool.
      if (!failure.sent) throw failure;
      return side.ask(RECENT, [limit]);
    });
    return rows.map((row) => ({
      key: row.entry_key,
      text: row.text,
      placedAt: row.placed_at.toISOString(),
    }));
  }

  async close() {
    await Promise.all([this.#writer.close(), this.#reader.close()]);
  }
}
