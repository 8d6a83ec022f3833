package dev.twinkeel.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// DynamoDB's protocol. An item that a drill writes has the key and a number, and nothing that an
/// application would look for.
record TableWire(StoreRequests requests) implements StoreWire {
    private static final String NUMBER = "twinkeel-number";

    @Override
    public boolean write(StoreAddress where, String id) throws IOException, InterruptedException {
        return write(where, id, 0);
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public boolean write(StoreAddress where, String id, long number)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                ask(
                        where,
                        "PutItem",
                        Map.of(
                                "Item",
                                Map.of(
                                        where.key(),
                                        Map.of("S", id),
                                        NUMBER,
                                        Map.of("N", Long.toString(number)))));
        return StoreWire.done(where, answer.statusCode(), answer.body());
    }

    @Override
    public OptionalLong number(StoreAddress where, String id)
            throws IOException, InterruptedException {
        JsonNode number =
                good(
                                where,
                                "GetItem",
                                Map.of(
                                        "ConsistentRead",
                                        true,
                                        "Key",
                                        Map.of(where.key(), Map.of("S", id))))
                        .path("Item")
                        .path(NUMBER)
                        .path("N");
        return number.isTextual() ? OptionalLong.of(number.asLong()) : OptionalLong.empty();
    }

    @Override
    public List<String> read(StoreAddress where, String prefix)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        Map<String, Object> asked = new HashMap<>();
        asked.put("ConsistentRead", true);
        asked.put("FilterExpression", "begins_with(#key, :prefix)");
        asked.put("ProjectionExpression", "#key");
        asked.put("ExpressionAttributeNames", Map.of("#key", where.key()));
        asked.put("ExpressionAttributeValues", Map.of(":prefix", Map.of("S", prefix)));
        while (true) {
            JsonNode page = good(where, "Scan", asked);
            page.path("Items").forEach(it -> ids.add(it.path(where.key()).path("S").asText()));
            JsonNode next = page.path("LastEvaluatedKey");
            if (!next.isObject()) {
                return ids;
            }
            asked.put("ExclusiveStartKey", next);
        }
    }

    private JsonNode good(StoreAddress where, String action, Map<String, Object> body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(where, action, body);
        return Json.mapper().readTree(StoreWire.good(where, answer.statusCode(), answer.body()));
    }

    private HttpResponse<String> ask(StoreAddress where, String action, Map<String, Object> body)
            throws IOException, InterruptedException {
        Map<String, Object> whole = new HashMap<>(body);
        whole.put("TableName", where.resource());
        return requests.send(
                where,
                new StoreRequests.Request(
                        "dynamodb",
                        "POST",
                        "/",
                        Map.of(
                                "content-type",
                                "application/x-amz-json-1.0",
                                "x-amz-target",
                                "DynamoDB_20120810." + action),
                        Json.write(whole)));
    }
}
