package dev.twinkeel.storefront;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/// Carts over HTTP: `PUT`, `GET` and `DELETE /api/carts/{id}`.
///
/// Of a write: 200 kept (204 removed), 400 not a cart, **503 certainly not kept** because the table
/// refused it, **500 not known**; the same request may be sent again.
final class CartsService {
    private final Carts carts;

    CartsService(Carts carts) {
        this.carts = carts;
    }

    void route(HttpRouting.Builder routes) {
        routes.put("/api/carts/{id}", this::put)
                .get("/api/carts/{id}", this::find)
                .delete("/api/carts/{id}", this::remove);
    }

    private void put(ServerRequest request, ServerResponse response) throws IOException {
        Cart cart;
        try (InputStream body = request.content().inputStream()) {
            cart = Json.cart(id(request), body.readAllBytes());
        } catch (IllegalArgumentException wrong) {
            Pod.json(
                    response,
                    Status.BAD_REQUEST_400,
                    Json.problem("refused", String.valueOf(wrong.getMessage())));
            return;
        }
        answer(
                response,
                () -> {
                    carts.put(cart);
                    Pod.json(response, Status.OK_200, Json.cart(cart));
                });
    }

    private void find(ServerRequest request, ServerResponse response) {
        String id = id(request);
        answer(
                response,
                () ->
                        carts.find(id)
                                .ifPresentOrElse(
                                        cart -> Pod.json(response, Status.OK_200, Json.cart(cart)),
                                        () ->
                                                Pod.json(
                                                        response,
                                                        Status.NOT_FOUND_404,
                                                        Json.problem(
                                                                "absent",
                                                                "there is no cart " + id))));
    }

    private void remove(ServerRequest request, ServerResponse response) {
        answer(
                response,
                () -> {
                    carts.remove(id(request));
                    response.status(Status.NO_CONTENT_204).send();
                });
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static void answer(ServerResponse response, Runnable work) {
        try {
            work.run();
        } catch (DynamoDbException refused) {
            // An earlier attempt of the same call may have come through.
            boolean certain =
                    refused.statusCode() < 500 && Integer.valueOf(1).equals(refused.numAttempts());
            problem(
                    response,
                    certain ? Status.SERVICE_UNAVAILABLE_503 : Status.INTERNAL_SERVER_ERROR_500,
                    certain ? "refused" : "unknown",
                    refused);
        } catch (SdkException unanswered) {
            problem(response, Status.INTERNAL_SERVER_ERROR_500, "unknown", unanswered);
        }
    }

    private static void problem(
            ServerResponse response, Status status, String outcome, Exception failure) {
        response.header(HeaderNames.RETRY_AFTER, "1");
        Pod.json(
                response,
                status,
                Json.problem(outcome, "the table of carts: " + failure.getMessage()));
    }
}
