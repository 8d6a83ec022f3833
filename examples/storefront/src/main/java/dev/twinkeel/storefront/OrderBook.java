package dev.twinkeel.storefront;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Keeps orders in PostgreSQL, each in one statement that is its own transaction, once.
///
/// - **One way to the database and back.** It may be in the next zone, or, while the application
///   moves, in another region.
/// - **Acknowledged means kept on two servers.** PostgreSQL may report success with a warning when
///   the wait for the second server was cancelled, so any warning is no acknowledgement. Nothing
///   here cancels a statement; a silent connection is closed.
/// - **A failure is certain when PostgreSQL names it**; the order is tried again on another
///   connection until the deadline. When the connection broke, the order may be kept, and the next
///   attempt, under the same key, finds out.
/// - **A key that is found is written too** (`attempts`). The commit of that write waits for the
///   second server, and the order's own commit is before it in the log. A plain read would
///   acknowledge an order that only a dying server has.
/// - **A product's row is locked last**, for the length of one commit, so that a popular product
///   stands for some hundreds of orders a second.
///
/// Thread-safe.
final class OrderBook {
    /// New attempts start within it.
    static final Duration DEADLINE = Duration.ofSeconds(1);

    /// An attempt that two servers have not answered by then is unknown.
    static final Duration LIMIT = Duration.ofSeconds(1);

    /// Classes of codes that PostgreSQL refuses with: data, constraint, read-only, login, database,
    /// rolled back, permission, raised. Others may come from the driver, or from a server that was
    /// ended in the middle.
    private static final Set<String> CERTAIN =
            Set.of("22", "23", "25", "28", "3D", "40", "42", "P0");

    private static final Duration PAUSE = Duration.ofMillis(20);

    /// PostgreSQL's code when there is no price for a line: nothing was taken.
    private static final String NOTHING_TAKEN = "23502";

    /// Its key, the stock, its line and, where there is a queue, its message to come. The stock is
    /// taken only for a key that is new, and after it. An order that nothing can be taken for has
    /// no price for its line, which ends the statement: it leaves no trace.
    private static final String KEEP =
            """
            with kept as (
              insert into orders (order_key, product, quantity) values (?, ?, ?)
              on conflict (order_key) do update set attempts = orders.attempts + 1
              returning product, quantity, placed_at, attempts = 1 as fresh
            ), taken as (
              update products set stock = stock - ?
              where id = ? and stock >= ? and (select fresh from kept)
              returning price_cents
            ) /* message */, lined as (
              insert into order_lines (order_key, product, quantity, price_cents)
              select ?, product, quantity, (select price_cents from taken) from kept where fresh
              returning price_cents
            )
            select product, quantity, placed_at, (select price_cents from lined) from kept
            """;

    private static final String TELL =
            ", told as (insert into outbox (order_key) select ? from taken)";

    private static final String FIND =
            """
            select o.product, o.quantity, o.placed_at, l.price_cents
            from orders o join order_lines l using (order_key) where order_key = ?
            """;

    private final Pool pool;
    private final Optional<Outbox> outbox;
    private final String keep;

    /// @param outbox told of each new order; empty when the application has no queue
    OrderBook(Pool pool, Optional<Outbox> outbox) {
        this.pool = pool;
        this.outbox = outbox;
        this.keep = outbox.isPresent() ? KEEP.replace("/* message */", TELL) : KEEP;
    }

    /// Keeps the order unless its key has been kept before. Returns within about two seconds.
    Outcome place(NewOrder order) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        boolean doubtful = false;
        while (true) {
            Outcome outcome = attempt(order, deadline);
            boolean refused = outcome instanceof Outcome.Refused;
            boolean unknown = outcome instanceof Outcome.Unknown;
            if (!refused && !unknown) {
                return outcome;
            }
            doubtful |= unknown;
            if (System.nanoTime() - deadline > 0) {
                return outcome instanceof Outcome.Refused(var reason) && doubtful
                        ? new Outcome.Unknown("then, when it was asked again: " + reason)
                        : outcome;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// The order of this key, if the primary has it. It may not have reached a second server yet:
    /// only [#place] acknowledges.
    Optional<Order> find(String key) throws SQLException {
        Connection connection = pool.borrow(System.nanoTime() + DEADLINE.toNanos());
        try {
            Optional<Order> order = find(connection, key);
            pool.giveBack(connection);
            return order;
        } catch (SQLException failed) {
            pool.discard(connection);
            throw failed;
        }
    }

    private static Optional<Order> find(Connection connection, String key) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) DEADLINE.toMillis());
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, key);
            try (ResultSet row = find.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Order(
                                        key,
                                        row.getInt(1),
                                        row.getInt(2),
                                        row.getLong(4),
                                        row.getObject(3, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }

    private Outcome attempt(NewOrder order, long deadline) {
        Connection connection;
        try {
            connection = pool.borrow(deadline);
        } catch (SQLException away) {
            return new Outcome.Refused("no connection to the database: " + said(away));
        }
        Outcome outcome = keep(connection, order);
        if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.Unknown) {
            pool.discard(connection);
        } else {
            pool.giveBack(connection);
        }
        return outcome;
    }

    private Outcome keep(Connection connection, NewOrder order) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) LIMIT.toMillis());
            Outcome outcome = write(connection, order);
            if (outcome instanceof Outcome.Placed || outcome instanceof Outcome.Unknown) {
                outbox.ifPresent(Outbox::wake);
            }
            return outcome;
        } catch (SQLException failed) {
            return certain(failed)
                    ? new Outcome.Refused("the database refused the order: " + said(failed))
                    : new Outcome.Unknown("the order was not answered: " + said(failed));
        }
    }

    private Outcome write(Connection connection, NewOrder order) throws SQLException {
        try (PreparedStatement keeping = connection.prepareStatement(keep)) {
            bind(keeping, order);
            try (ResultSet row = keeping.executeQuery()) {
                row.next(); // it always has one
                SQLWarning warning = keeping.getWarnings();
                if (warning != null) {
                    return new Outcome.Unknown(
                            "the order was answered with a warning: " + said(warning));
                }
                Instant placedAt = row.getObject(3, OffsetDateTime.class).toInstant();
                Long price = row.getObject(4, Long.class);
                return price == null
                        ? before(connection, order, row.getInt(1), row.getInt(2), placedAt)
                        : new Outcome.Placed(
                                new Order(
                                        order.key(),
                                        order.product(),
                                        order.quantity(),
                                        price,
                                        placedAt));
            }
        } catch (SQLException failed) {
            if (!nothingTaken(failed)) {
                throw failed;
            }
            return sold(connection, order.product())
                    ? new Outcome.OutOfStock()
                    : new Outcome.NoSuchProduct();
        }
    }

    private void bind(PreparedStatement keeping, NewOrder order) throws SQLException {
        int at = 1;
        keeping.setString(at++, order.key());
        keeping.setInt(at++, order.product());
        keeping.setInt(at++, order.quantity());
        keeping.setInt(at++, order.quantity());
        keeping.setInt(at++, order.product());
        keeping.setInt(at++, order.quantity());
        if (outbox.isPresent()) {
            keeping.setString(at++, order.key());
        }
        keeping.setString(at, order.key());
    }

    private static Outcome before(
            Connection connection, NewOrder order, int product, int quantity, Instant placedAt) {
        long price;
        try {
            price = price(connection, order.key());
        } catch (SQLException failed) {
            return new Outcome.Unknown("the order is kept, and cannot be read: " + said(failed));
        }
        var before = new Order(order.key(), product, quantity, price, placedAt);
        boolean same = product == order.product() && quantity == order.quantity();
        return same ? new Outcome.PlacedBefore(before) : new Outcome.KeyTaken(before);
    }

    private static boolean sold(Connection connection, int product) throws SQLException {
        try (PreparedStatement exists =
                connection.prepareStatement("select 1 from products where id = ?")) {
            exists.setInt(1, product);
            try (ResultSet row = exists.executeQuery()) {
                return row.next();
            }
        }
    }

    private static long price(Connection connection, String key) throws SQLException {
        try (PreparedStatement price =
                connection.prepareStatement(
                        "select price_cents from order_lines where order_key = ?")) {
            price.setString(1, key);
            try (ResultSet row = price.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /// PostgreSQL's own word that nothing was kept. Without it, and when the server was ended in
    /// the middle, nobody knows.
    private static boolean certain(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && CERTAIN.stream().anyMatch(state::startsWith);
    }

    private static boolean nothingTaken(SQLException failed) {
        String message = failed.getMessage();
        return NOTHING_TAKEN.equals(failed.getSQLState())
                && message != null
                && message.contains("price_cents");
    }

    private static String said(SQLException exception) {
        return "%s (%s)".formatted(exception.getMessage(), exception.getSQLState());
    }
}
