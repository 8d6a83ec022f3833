package dev.twinkeel.aws.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twinkeel.aws.schema.Cidr;
import dev.twinkeel.aws.schema.Regions;
import java.util.Optional;

/// What can be told of a text by its argument's name: ranges, regions, policies.
final class Plausible {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Plausible() {}

    static Optional<String> refusal(String name, String text) {
        boolean range = name.equals("cidr_block") || name.equals("cidr_ipv4");
        if (range && Cidr.parse(text).isEmpty()) {
            return Optional.of("%s \"%s\" is no range of addresses".formatted(name, text));
        }
        if (name.equals("region") && !text.isEmpty() && !Regions.ALL.contains(text)) {
            return Optional.of("%s \"%s\" is no region of AWS".formatted(name, text));
        }
        if (name.equals("availability_zone") && !text.isEmpty() && !Regions.isZone(text)) {
            return Optional.of("%s \"%s\" is no zone of AWS".formatted(name, text));
        }
        boolean policy = name.equals("policy") || name.equals("assume_role_policy");
        return policy && text.stripLeading().startsWith("{")
                ? document(name, text)
                : Optional.empty();
    }

    /// A policy needs a version and statements with an effect, actions and, mostly, resources.
    private static Optional<String> document(String name, String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return Optional.of(name + " is no JSON: " + e.getOriginalMessage());
        }
        JsonNode statements = root.path("Statement");
        if (statements.isMissingNode()) {
            return Optional.empty();
        }
        for (JsonNode it : statements.isArray() ? statements : java.util.List.of(statements)) {
            String effect = it.path("Effect").asText();
            if (!effect.equals("Allow") && !effect.equals("Deny")) {
                return Optional.of(name + " has a statement with the effect \"" + effect + "\"");
            }
            if (!it.has("Action") && !it.has("NotAction")) {
                return Optional.of(name + " has a statement without an action");
            }
        }
        return Optional.empty();
    }
}
