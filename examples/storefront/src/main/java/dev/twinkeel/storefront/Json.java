package dev.twinkeel.storefront;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The storefront's JSON, both ways. The provider is looked up once: the usual static entry points
/// search the class path at each call.
final class Json {
    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());

    private Json() {}

    /// Reads an order; an `IllegalArgumentException` says what is wrong with it.
    static NewOrder newOrder(byte[] body) {
        try (var reader = READERS.createReader(new ByteArrayInputStream(body))) {
            JsonObject object = reader.readObject();
            if (!(object.get("key") instanceof JsonString key)) {
                throw new IllegalArgumentException("key must be a text");
            }
            return new NewOrder(
                    key.getString(), whole(object, "product"), whole(object, "quantity"));
        } catch (JsonException malformed) {
            throw new IllegalArgumentException(
                    "the body must be a JSON object like"
                            + " {\"key\": \"a-1\", \"product\": 7, \"quantity\": 1}",
                    malformed);
        }
    }

    /// Reads what a cart is to hold; an `IllegalArgumentException` says what is wrong with it.
    static Cart cart(String id, byte[] body) {
        try (var reader = READERS.createReader(new ByteArrayInputStream(body))) {
            if (!(reader.readObject().get("lines") instanceof JsonArray array)) {
                throw new IllegalArgumentException("lines must be a list");
            }
            List<Cart.Line> lines = new ArrayList<>();
            for (JsonValue each : array) {
                if (!(each instanceof JsonObject line)) {
                    throw new IllegalArgumentException("each of lines must be an object");
                }
                lines.add(new Cart.Line(whole(line, "product"), whole(line, "quantity")));
            }
            return new Cart(id, lines);
        } catch (JsonException malformed) {
            throw new IllegalArgumentException(
                    "the body must be a JSON object like"
                            + " {\"lines\": [{\"product\": 7, \"quantity\": 1}]}",
                    malformed);
        }
    }

    static byte[] cart(Cart cart) {
        var lines = PROVIDER.createArrayBuilder();
        cart.lines()
                .forEach(
                        line ->
                                lines.add(
                                        PROVIDER.createObjectBuilder()
                                                .add("product", line.product())
                                                .add("quantity", line.quantity())));
        return bytes(PROVIDER.createObjectBuilder().add("id", cart.id()).add("lines", lines));
    }

    private static int whole(JsonObject object, String name) {
        if (object.get(name) instanceof JsonNumber number) {
            try {
                return number.intValueExact();
            } catch (ArithmeticException _) {
                // Said below.
            }
        }
        throw new IllegalArgumentException(name + " must be a whole number");
    }

    static byte[] order(Order order) {
        return bytes(
                PROVIDER.createObjectBuilder()
                        .add("key", order.key())
                        .add("product", order.product())
                        .add("quantity", order.quantity())
                        .add("priceCents", order.priceCents())
                        .add("totalCents", order.totalCents())
                        .add("placedAt", order.placedAt().toString()));
    }

    /// What is sent to the queue of an order: what [#newOrder] reads.
    static String message(NewOrder order) {
        return PROVIDER.createObjectBuilder()
                .add("key", order.key())
                .add("product", order.product())
                .add("quantity", order.quantity())
                .build()
                .toString();
    }

    static byte[] pending(List<FulfilmentService.Pending> pending) {
        var array = PROVIDER.createArrayBuilder();
        pending.forEach(
                it ->
                        array.add(
                                PROVIDER.createObjectBuilder()
                                        .add("key", it.key())
                                        .add("sentTo", it.sentTo())
                                        .add("sends", it.sends())));
        return bytes(PROVIDER.createObjectBuilder().add("pending", array));
    }

    static byte[] product(Product product) {
        return bytes(object(product));
    }

    static byte[] products(List<Product> products) {
        var array = PROVIDER.createArrayBuilder();
        products.forEach(product -> array.add(object(product)));
        return bytes(PROVIDER.createObjectBuilder().add("products", array));
    }

    /// A failure: what it means for the order, and why.
    static byte[] problem(String outcome, String reason) {
        return bytes(PROVIDER.createObjectBuilder().add("outcome", outcome).add("reason", reason));
    }

    private static JsonObjectBuilder object(Product product) {
        return PROVIDER.createObjectBuilder()
                .add("id", product.id())
                .add("name", product.name())
                .add("priceCents", product.priceCents())
                .add("stock", product.stock());
    }

    private static byte[] bytes(JsonObjectBuilder object) {
        return object.build().toString().getBytes(StandardCharsets.UTF_8);
    }
}
