package dev.twinkeel.storefront;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/// Fulfils each order once, however often its message comes.
///
/// The order's key is the key of the fulfilment, in the database of the orders: the second message
/// of a key finds the first one's row. A message is deleted when two servers have the row. One that
/// names no order is not deleted: after so many attempts the queue sets it aside.
///
/// It takes no message while the database cannot be written from this region: a region that stands
/// by leaves what its queue still has, for the day when it serves again.
final class Fulfilment implements Part, Runnable {
    private static final Duration AWAY = Duration.ofSeconds(1);

    /// A message that could not be handled comes again after it.
    private static final Duration LATER = Duration.ofSeconds(1);

    /// After fewer messages than a batch it lets more come: one costs the queue and the database
    /// about as much as ten together, and nobody waits for it.
    private static final Duration GATHER = Duration.ofMillis(500);

    /// A key that is found is written too: the commit then waits for the second server, which the
    /// row's own commit may not have reached.
    private static final String FULFIL =
            """
            with done as (delete from outbox where order_key = any(?))
            insert into fulfilments (order_key, region)
            select order_key, ? from orders where order_key = any(?) order by order_key
            on conflict (order_key) do update set deliveries = fulfilments.deliveries + 1
            returning order_key
            """;

    private final Session session;
    private final Messages messages;
    private final String region;
    private final Thread thread;
    private volatile boolean closed;

    /// @param region of this pod
    Fulfilment(Session session, Messages messages, String region) {
        this.session = session;
        this.messages = messages;
        this.region = region;
        this.thread = Thread.ofVirtual().name("fulfilment").start(this);
    }

    @Override
    public void run() {
        new Rounds("the fulfilment", () -> closed).run(this::fulfilSome);
    }

    private void fulfilSome() {
        try {
            if (session.open()) {
                List<Message> received = messages.receive();
                handle(received);
                gather(received.size());
            } else {
                LockSupport.parkNanos(AWAY.toNanos());
            }
        } catch (SdkException away) {
            LockSupport.parkNanos(AWAY.toNanos());
        }
    }

    private static void gather(int received) {
        if (received > 0 && received < Messages.BATCH) {
            LockSupport.parkNanos(GATHER.toNanos());
        }
    }

    private void handle(List<Message> received) {
        Map<String, List<Message>> byKey = new TreeMap<>();
        List<Message> unhandled = new ArrayList<>();
        for (Message message : received) {
            try {
                String key = Json.newOrder(message.body().getBytes(StandardCharsets.UTF_8)).key();
                byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(message);
            } catch (IllegalArgumentException poison) {
                unhandled.add(message);
            }
        }
        Set<String> fulfilled = byKey.isEmpty() ? Set.of() : fulfil(byKey.keySet());
        List<Message> handled = new ArrayList<>();
        byKey.forEach((key, all) -> (fulfilled.contains(key) ? handled : unhandled).addAll(all));
        messages.delete(handled);
        messages.later(unhandled, LATER);
    }

    /// @return the keys that are fulfilled for certain
    private Set<String> fulfil(Set<String> keys) {
        try {
            return session.transact(
                    connection -> {
                        Array all = connection.createArrayOf("text", keys.toArray());
                        return insert(connection, all);
                    });
        } catch (SQLException away) {
            return Set.of();
        }
    }

    private Set<String> insert(Connection connection, Array keys) throws SQLException {
        try (PreparedStatement fulfil = connection.prepareStatement(FULFIL)) {
            fulfil.setArray(1, keys);
            fulfil.setString(2, region);
            fulfil.setArray(3, keys);
            Set<String> fulfilled = new HashSet<>();
            try (ResultSet rows = fulfil.executeQuery()) {
                while (rows.next()) {
                    fulfilled.add(rows.getString(1));
                }
            }
            return fulfilled;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        messages.close();
        session.close();
    }
}
