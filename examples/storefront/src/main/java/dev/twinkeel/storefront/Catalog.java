package dev.twinkeel.storefront;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads products from a replica of this region, or from the primary when no replica answers.
///
/// A replica that failed is left alone for a second, so that its absence costs one request in many
/// a quarter of a second, not every request. Thread-safe.
final class Catalog {
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration REST = Duration.ofSeconds(1);

    private final Pool replica;
    private final Pool primary;
    private volatile long restUntilNanos = System.nanoTime();

    Catalog(Pool replica, Pool primary) {
        this.replica = replica;
        this.primary = primary;
    }

    /// What was read, and from which side.
    record Answer(List<Product> products, String side) {}

    /// The first products, by number.
    Answer products(int limit) throws SQLException {
        return read("select id, name, price_cents, stock from products order by id limit ?", limit);
    }

    /// One product, or an empty answer.
    Answer product(int id) throws SQLException {
        return read("select id, name, price_cents, stock from products where id = ?", id);
    }

    private Answer read(String query, int parameter) throws SQLException {
        if (System.nanoTime() - restUntilNanos >= 0) {
            try {
                return readTwice(replica, "replica", query, parameter);
            } catch (SQLException _) {
                restUntilNanos = System.nanoTime() + REST.toNanos();
            }
        }
        return readTwice(primary, "primary", query, parameter);
    }

    /// The second attempt is for a connection that died while it lay in the pool.
    private static Answer readTwice(Pool pool, String side, String query, int parameter)
            throws SQLException {
        Connection first = pool.borrow(System.nanoTime() + LIMIT.toNanos());
        try {
            List<Product> products = rows(first, query, parameter);
            pool.giveBack(first);
            return new Answer(products, side);
        } catch (SQLException _) {
            pool.discard(first);
        }
        Connection second = pool.borrow(System.nanoTime() + LIMIT.toNanos());
        try {
            List<Product> products = rows(second, query, parameter);
            pool.giveBack(second);
            return new Answer(products, side);
        } catch (SQLException failed) {
            pool.discard(second);
            throw failed;
        }
    }

    private static List<Product> rows(Connection connection, String query, int parameter)
            throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) LIMIT.toMillis());
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setInt(1, parameter);
            var products = new ArrayList<Product>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    products.add(
                            new Product(
                                    row.getInt(1),
                                    row.getString(2),
                                    row.getLong(3),
                                    row.getLong(4)));
                }
            }
            return List.copyOf(products);
        }
    }
}
