package dev.twinkeel.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// One client: its own DNS cache, its own few keep-alive connections, as a browser has. Confined to
/// the load's thread.
final class Shopper {
    /// What browsers open to one host.
    private static final int CONNECTION_LIMIT = 6;

    private static final long CONNECT_PATIENCE_NANOS = 1_000_000_000L;

    final NameCache names;
    private final LoadLoop loop;
    private final Deque<Errand> waiting = new ArrayDeque<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final List<Connection> connecting = new ArrayList<>();
    private int open;

    Shopper(LoadLoop loop, NameCache names) {
        this.loop = loop;
        this.names = names;
    }

    void want(Errand errand, long now) {
        waiting.addLast(errand);
        pump(now);
    }

    /// Puts waiting requests on connections, and opens connections that are missing.
    void pump(long now) {
        while (dropEnded()) {
            Connection free = idle.pollLast();
            if (free != null) {
                put(waiting.removeFirst(), free, now);
            } else if (open >= CONNECTION_LIMIT || connecting.size() >= waiting.size()) {
                return;
            } else if (!names.fresh(now)) {
                if (names.ask(now)) {
                    loop.ask(this);
                }
                return;
            } else {
                connect(1, now);
            }
        }
    }

    /// @return whether a request is waiting
    private boolean dropEnded() {
        while (!waiting.isEmpty() && waiting.peekFirst().ended) {
            waiting.removeFirst();
        }
        return !waiting.isEmpty();
    }

    private void put(Errand errand, Connection connection, long now) {
        try {
            connection.send(errand);
            if (errand.sent) {
                loop.sent(errand, now);
            }
        } catch (IOException broken) {
            connection.errand = null;
            errand.on = null;
            waiting.addFirst(errand);
            drop(connection);
        }
    }

    private void connect(int tried, long now) {
        InetSocketAddress address = new InetSocketAddress(names.current(), loop.plan().port());
        try {
            open++;
            Connection connection =
                    new Connection(
                            loop.selector(), this, address, tried, now + CONNECT_PATIENCE_NANOS);
            if (connection.connected) {
                idle.addLast(connection);
            } else {
                connecting.add(connection);
            }
        } catch (IOException refused) {
            open--;
            notConnected(tried, now);
        }
    }

    /// The selector has news of a connection that was being made.
    void connectable(Connection connection, long now) {
        try {
            if (!connection.finishConnect()) {
                return;
            }
        } catch (IOException refused) {
            giveUp(connection, now);
            return;
        }
        connecting.remove(connection);
        idle.addLast(connection);
        pump(now);
    }

    private void giveUp(Connection connection, long now) {
        connecting.remove(connection);
        drop(connection);
        notConnected(connection.tried, now);
        pump(now);
    }

    /// Tries the answer's next address; after the last, the request that waited longest has failed.
    private void notConnected(int tried, long now) {
        names.another();
        if (tried < names.count()) {
            connect(tried + 1, now);
            return;
        }
        names.failed(now);
        if (dropEnded()) {
            loop.end(waiting.removeFirst(), now, Cause.NOT_CONNECTED, 0);
        }
    }

    /// A whole answer came.
    void answered(Connection connection, long now) {
        connection.errand = null;
        connection.used = true;
        if (connection.answer.keepAlive()) {
            idle.addLast(connection);
        } else {
            drop(connection);
        }
        pump(now);
    }

    /// The connection broke or was closed by the other side.
    void broken(Connection connection, Cause why, long now) {
        Errand errand = connection.errand;
        connection.errand = null;
        idle.remove(connection);
        drop(connection);
        if (errand != null) {
            errand.on = null;
            // RFC 9112, section 9.3.1: what is safe to repeat may be, when a reused connection
            // closes before any answer.
            boolean repeat =
                    !errand.sent
                            || (errand.kind == Kind.READ
                                    && connection.used
                                    && !connection.answer.begun()
                                    && !errand.again);
            if (repeat && !errand.ended) {
                errand.again = errand.sent;
                waiting.addFirst(errand);
            } else {
                loop.end(errand, now, why, 0);
            }
        }
        pump(now);
    }

    /// The client gives up on a request; the connection that carries it cannot be used again.
    void abandon(Errand errand, long now) {
        Connection connection = errand.on;
        if (connection != null) {
            connection.errand = null;
            errand.on = null;
            drop(connection);
        }
        pump(now);
    }

    private void drop(Connection connection) {
        if (!connection.closed) {
            connection.close();
            open--;
        }
    }

    /// Time passed: looks after connections that do not come about and questions without answer.
    void tick(long now) {
        for (Connection late : List.copyOf(connecting)) {
            if (now >= late.connectByNanos) {
                giveUp(late, now);
            }
        }
        pump(now);
    }

    void learned(long now) {
        pump(now);
    }

    /// Why a request that was never sent was not.
    Cause unsent(long now) {
        return names.fresh(now) ? Cause.NOT_CONNECTED : Cause.NO_ADDRESS;
    }
}
