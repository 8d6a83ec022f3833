package dev.twinkeel.storefront;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The service `fulfilment`: takes orders from the queue `fulfilments` and fulfils each once. `GET
/// /api/fulfilments/pending` lists orders that nobody has fulfilled yet, with the region that their
/// message was sent in: after the loss of a region, what was in flight there.
final class FulfilmentService {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final int CONNECTIONS = 1;

    private static final String PENDING =
            "select order_key, coalesce(sent_to, ''), sends from outbox order by id limit 1000";

    private final Pool pool;

    /// An order that is not fulfilled.
    ///
    /// @param sentTo region of the queue that its message was sent to last; empty before
    record Pending(String key, String sentTo, int sends) {}

    private FulfilmentService(Pool pool) {
        this.pool = pool;
    }

    static void main() {
        Pod.run("fulfilment", FulfilmentService::start);
    }

    static Pod start(Environment environment, Environment.Listener listener) {
        Environment.Target target = environment.writer("ORDERS_DB");
        String queue = environment.queue("FULFILMENTS");
        String region = environment.region();
        Pod.check(environment);
        var pool = new Pool(target, "fulfilment", CONNECTIONS);
        var service = new FulfilmentService(pool);
        var fulfilment =
                new Fulfilment(new Session(target, "fulfilment"), new Messages(queue), region);
        return new Pod(
                "fulfilment",
                listener,
                HttpRouting.builder().get("/api/fulfilments/pending", service::pending),
                List.of(fulfilment, pool));
    }

    private void pending(ServerRequest request, ServerResponse response) {
        try {
            Connection connection = pool.borrow(System.nanoTime() + LIMIT.toNanos());
            try {
                Pod.json(response, Status.OK_200, Json.pending(pending(connection)));
                pool.giveBack(connection);
            } catch (SQLException failed) {
                pool.discard(connection);
                throw failed;
            }
        } catch (SQLException away) {
            Pod.json(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    Json.problem("refused", String.valueOf(away.getMessage())));
        }
    }

    private static List<Pending> pending(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PENDING);
                ResultSet rows = select.executeQuery()) {
            List<Pending> pending = new ArrayList<>();
            while (rows.next()) {
                pending.add(new Pending(rows.getString(1), rows.getString(2), rows.getInt(3)));
            }
            return pending;
        }
    }
}
