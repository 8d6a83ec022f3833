package dev.twinkeel.storefront;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The service `orders`: `POST /api/orders` and `GET /api/orders/{key}`; and, where it was given a
/// table, [CartsService].
///
/// 201 new, 200 kept before, 4xx not an order that can be kept, **503 certainly not kept**, **500
/// not known whether it is kept** (send it again, with its key).
final class OrdersService {
    private static final Status UNPROCESSABLE = Status.create(422, "Unprocessable Content");

    /// An order holds its connection mostly to wait for the second server. Two pods that are left
    /// of four must carry them all, and four while the primary is a region away.
    private static final int CONNECTIONS = 10;

    private final OrderBook book;

    private OrdersService(OrderBook book) {
        this.book = book;
    }

    static void main() {
        Pod.run("orders", OrdersService::start, OrdersService::warmUp);
    }

    /// An order is what a standby region can not try; a look for one is, on the replica, and what
    /// is no order is refused.
    private static WarmUp warmUp(Environment environment, InetSocketAddress pod) {
        var replica = new Pool(environment.reader("ORDERS_DB"), "orders", 1);
        var book = new OrderBook(replica, Optional.empty());
        return new WarmUp(
                List.of(() -> book.find("warm-up"), WarmUp.post(pod, "/api/orders", "{}")),
                List.of(replica));
    }

    static Pod start(Environment environment, Environment.Listener listener) {
        Environment.Target target = environment.writer("ORDERS_DB");
        Optional<String> queue = environment.optionalQueue("FULFILMENTS");
        String region = queue.isEmpty() ? "" : environment.region();
        Optional<String> table = environment.optionalTable("CARTS");
        Pod.check(environment);
        Optional<Outbox> outbox =
                queue.map(
                        name ->
                                new Outbox(
                                        new Session(target, "outbox"), new Messages(name), region));
        var pool = new Pool(target, "orders", CONNECTIONS);
        var service = new OrdersService(new OrderBook(pool, outbox));
        Optional<Carts> carts = table.map(Carts::new);
        HttpRouting.Builder routes =
                HttpRouting.builder()
                        .post("/api/orders", service::place)
                        .get("/api/orders/{key}", service::find);
        carts.ifPresent(it -> new CartsService(it).route(routes));
        return new Pod(
                "orders",
                listener,
                routes,
                Stream.of(outbox.stream(), carts.stream(), Stream.of(pool))
                        .<Part>flatMap(it -> it)
                        .toList());
    }

    private void place(ServerRequest request, ServerResponse response) throws IOException {
        NewOrder order;
        try (InputStream body = request.content().inputStream()) {
            order = Json.newOrder(body.readAllBytes());
        } catch (IllegalArgumentException wrong) {
            answer(response, Status.BAD_REQUEST_400, "refused", String.valueOf(wrong.getMessage()));
            return;
        }
        switch (book.place(order)) {
            case Outcome.Placed(var placed) ->
                    Pod.json(response, Status.CREATED_201, Json.order(placed));
            case Outcome.PlacedBefore(var placed) ->
                    Pod.json(response, Status.OK_200, Json.order(placed));
            case Outcome.KeyTaken _ ->
                    answer(
                            response,
                            UNPROCESSABLE,
                            "refused",
                            "another order has the key " + order.key());
            case Outcome.NoSuchProduct _ ->
                    answer(
                            response,
                            Status.NOT_FOUND_404,
                            "refused",
                            "there is no product " + order.product());
            case Outcome.OutOfStock _ ->
                    answer(
                            response,
                            Status.CONFLICT_409,
                            "refused",
                            "fewer than %d are left of product %d"
                                    .formatted(order.quantity(), order.product()));
            case Outcome.Refused(var reason) -> unavailable(response, reason);
            case Outcome.Unknown(var reason) ->
                    answer(response, Status.INTERNAL_SERVER_ERROR_500, "unknown", reason);
        }
    }

    private void find(ServerRequest request, ServerResponse response) {
        String key = request.path().pathParameters().get("key");
        try {
            book.find(key)
                    .ifPresentOrElse(
                            order -> Pod.json(response, Status.OK_200, Json.order(order)),
                            () ->
                                    answer(
                                            response,
                                            Status.NOT_FOUND_404,
                                            "absent",
                                            "there is no order " + key));
        } catch (SQLException away) {
            unavailable(response, String.valueOf(away.getMessage()));
        }
    }

    private static void unavailable(ServerResponse response, String reason) {
        response.header(HeaderNames.RETRY_AFTER, "1");
        answer(response, Status.SERVICE_UNAVAILABLE_503, "refused", reason);
    }

    private static void answer(
            ServerResponse response, Status status, String outcome, String reason) {
        Pod.json(response, status, Json.problem(outcome, reason));
    }
}
