package dev.twinkeel.storefront;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Carts in a table of this region, by the AWS SDK, which finds its endpoint, its region and its
/// credentials in the environment: nothing here knows whether it is AWS.
///
/// The table is active in both regions and the last writer wins, so a cart is always written whole:
/// half of one region's and half of the other's would be nobody's. It ends a week after its last
/// write.
///
/// The client is made at the first use, because its classes are many. Thread-safe.
final class Carts implements Part {
    private static final Duration KEEP = Duration.ofDays(7);
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /// Of one call with its retries: a shopper does not wait longer.
    private static final Duration LIMIT = Duration.ofSeconds(2);

    // As the application's file names them.
    private static final String ID = "id";
    private static final String TTL = "ttl";

    private static final String LINES = "lines";
    private static final String PRODUCT = "product";
    private static final String QUANTITY = "quantity";

    private final String table;
    private final Clock clock;
    private @Nullable DynamoDbClient client;

    /// @param table its name
    Carts(String table) {
        this(table, Clock.systemUTC());
    }

    Carts(String table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// Returns when the table has it. The same cart may be put again.
    ///
    /// @throws SdkException when it is not known to be there; it may be
    void put(Cart cart) {
        List<AttributeValue> lines = cart.lines().stream().map(Carts::line).toList();
        Instant end = clock.instant().plus(KEEP);
        client().putItem(
                        it ->
                                it.tableName(table)
                                        .item(
                                                Map.of(
                                                        ID,
                                                        AttributeValue.fromS(cart.id()),
                                                        LINES,
                                                        AttributeValue.fromL(lines),
                                                        TTL,
                                                        number(end.getEpochSecond()))));
    }

    /// The cart, as this region has it now. One whose end has come may still be in the table for a
    /// while, and is none.
    Optional<Cart> find(String id) {
        Map<String, AttributeValue> item =
                client().getItem(
                                it ->
                                        it.tableName(table)
                                                .key(Map.of(ID, AttributeValue.fromS(id)))
                                                .consistentRead(true))
                        .item();
        AttributeValue lines = item.get(LINES);
        AttributeValue end = item.get(TTL);
        if (lines == null
                || (end != null && Long.parseLong(end.n()) <= clock.instant().getEpochSecond())) {
            return Optional.empty();
        }
        return Optional.of(new Cart(id, lines.l().stream().map(it -> line(it.m())).toList()));
    }

    /// Returns when the table does not have it.
    void remove(String id) {
        client().deleteItem(it -> it.tableName(table).key(Map.of(ID, AttributeValue.fromS(id))));
    }

    private static AttributeValue line(Cart.Line line) {
        return AttributeValue.fromM(
                Map.of(PRODUCT, number(line.product()), QUANTITY, number(line.quantity())));
    }

    private static Cart.Line line(Map<String, AttributeValue> line) {
        return new Cart.Line(whole(line, PRODUCT), whole(line, QUANTITY));
    }

    private static int whole(Map<String, AttributeValue> line, String name) {
        AttributeValue value = line.get(name);
        if (value == null) {
            throw new IllegalStateException("a line of a cart in the table has no " + name);
        }
        return Integer.parseInt(value.n());
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private synchronized DynamoDbClient client() {
        DynamoDbClient made = client;
        if (made == null) {
            made =
                    DynamoDbClient.builder()
                            .overrideConfiguration(it -> it.apiCallTimeout(LIMIT))
                            .httpClientBuilder(
                                    UrlConnectionHttpClient.builder()
                                            .connectionTimeout(CONNECT)
                                            .socketTimeout(SILENCE))
                            .build();
            client = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
