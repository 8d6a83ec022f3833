package dev.twinkeel.storefront;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;

/// Sends what the outbox holds to the queue of this region.
///
/// An order and its row in the outbox are kept in one transaction, so there is no order without a
/// message to come, and no message without an order. The row stays until the order is fulfilled.
/// Until then it is sent again when it was sent in another region (whose queue may be lost with it)
/// or when nobody has fulfilled it for a while. So a message may come twice and is never lost;
/// whoever fulfils orders knows each key once.
///
/// Every pod of `orders` does this, with the rows that no other has in hand.
final class Outbox implements Part, Runnable {
    /// A row that was sent so long ago and is not fulfilled is sent again.
    private static final Duration AGAIN = Duration.ofSeconds(60);

    /// How often it looks without being woken: for what another pod left.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// After the first row it waits so long for more, unless a batch is full before: a message on
    /// its own costs the queue and the database as much as ten together, and nobody waits for it.
    private static final Duration GATHER = Duration.ofMillis(500);

    private static final String NEXT =
            """
            select o.order_key, o.product, o.quantity from outbox b join orders o using (order_key)
            where b.sent_at is null or b.sent_to <> ? or b.sent_at < now() - ? * interval '1 second'
            order by b.id limit %d for update of b skip locked
            """
                    .formatted(Messages.BATCH);

    private static final String SENT =
            "update outbox set sent_at = now(), sent_to = ?, sends = sends + 1 where order_key = any(?)";

    private final Session session;
    private final Messages messages;
    private final String region;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /// @param region of this pod
    Outbox(Session session, Messages messages, String region) {
        this.session = session;
        this.messages = messages;
        this.region = region;
        this.thread = Thread.ofVirtual().name("outbox").start(this);
    }

    /// A row was added.
    void wake() {
        news.release();
    }

    @Override
    public void run() {
        new Rounds("the outbox", () -> closed).run(this::sendWhatWaits);
    }

    private void sendWhatWaits() throws InterruptedException {
        if (news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            news.tryAcquire(Messages.BATCH - 1, GATHER.toMillis(), TimeUnit.MILLISECONDS);
        }
        news.drainPermits();
        try {
            while (!closed && sendSome() == Messages.BATCH) {
                // A whole batch: there may be more.
            }
        } catch (SQLException | SdkException _) {
            // The database is not in this region, or either is away: the rows wait.
        }
    }

    private int sendSome() throws SQLException {
        return session.transact(
                connection -> {
                    List<NewOrder> orders = next(connection);
                    if (!orders.isEmpty()) {
                        Set<Integer> kept =
                                messages.send(orders.stream().map(Json::message).toList());
                        sent(connection, kept.stream().map(orders::get).toList());
                    }
                    return orders.size();
                });
    }

    private List<NewOrder> next(Connection connection) throws SQLException {
        try (PreparedStatement next = connection.prepareStatement(NEXT)) {
            next.setString(1, region);
            next.setLong(2, AGAIN.toSeconds());
            List<NewOrder> orders = new ArrayList<>();
            try (ResultSet rows = next.executeQuery()) {
                while (rows.next()) {
                    orders.add(new NewOrder(rows.getString(1), rows.getInt(2), rows.getInt(3)));
                }
            }
            return orders;
        }
    }

    private void sent(Connection connection, List<NewOrder> orders) throws SQLException {
        Array keys = connection.createArrayOf("text", orders.stream().map(NewOrder::key).toArray());
        try (PreparedStatement sent = connection.prepareStatement(SENT)) {
            sent.setString(1, region);
            sent.setArray(2, keys);
            sent.executeUpdate();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        session.close();
        messages.close();
    }
}
