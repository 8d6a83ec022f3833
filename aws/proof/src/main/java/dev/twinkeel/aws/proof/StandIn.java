package dev.twinkeel.aws.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twinkeel.aws.proof.Wire.Fields;
import dev.twinkeel.aws.proof.Wire.Message;
import dev.twinkeel.aws.schema.Schema;
import dev.twinkeel.aws.schema.Schema.Block;
import dev.twinkeel.aws.schema.Schema.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands in for the provider hashicorp/aws: the same schema, and an account in memory instead of
/// AWS. Thread-safe.
final class StandIn implements Plugin.Answers {
    /// The region of what has none.
    static final String EVERYWHERE = "global";

    /// Where the calls for what has no region go.
    private static final String CONTROL = "us-east-1";

    private static final Pattern TYPE = Pattern.compile("\\baws_[a-z0-9_]+");

    private static final ObjectMapper JSON = new ObjectMapper();

    /// How a provider was configured.
    private record Configured(String region, Map<String, @Nullable Object> tags) {}

    private final Schema schema;
    private final Supplier<Account> accounts;
    private volatile byte[] described;
    private final Map<String, Configured> configured = new ConcurrentHashMap<>();
    private final Map<String, BiFunction<String, Fields, byte[]>> answers = new LinkedHashMap<>();

    /// @param accounts the account that is used at the moment
    StandIn(Schema schema, Supplier<Account> accounts) {
        this.schema = schema;
        this.accounts = accounts;
        this.described = Described.response(schema, _ -> true);
        answers.put("GetProviderSchema", (_, _) -> described);
        answers.put("ValidateProviderConfig", (_, _) -> new byte[0]);
        answers.put("ValidateResourceConfig", (_, it) -> validate(Kind.RESOURCE, it));
        answers.put("ValidateDataResourceConfig", (_, it) -> validate(Kind.DATA, it));
        answers.put("ValidateEphemeralResourceConfig", (_, it) -> validate(Kind.EPHEMERAL, it));
        answers.put("UpgradeResourceState", (_, it) -> upgrade(it));
        answers.put("ConfigureProvider", this::configure);
        answers.put("ReadResource", (_, it) -> read(it));
        answers.put("PlanResourceChange", this::plan);
        answers.put("ApplyResourceChange", (_, it) -> apply(it));
        answers.put("ReadDataSource", this::data);
        answers.put("OpenEphemeralResource", this::open);
        answers.put("RenewEphemeralResource", (_, _) -> new byte[0]);
        answers.put("CloseEphemeralResource", (_, _) -> new byte[0]);
        answers.put("GetFunctions", (_, _) -> new byte[0]);
        answers.put("StopProvider", (_, _) -> new byte[0]);
    }

    /// Tells only of the types that a configuration names, because Terraform reads all that it is
    /// told at each command: the texts decide, so that what is misspelt stays unknown.
    void serve(Collection<String> texts) {
        Set<String> named = new HashSet<>();
        for (String text : texts) {
            TYPE.matcher(text).results().forEach(it -> named.add(it.group()));
        }
        described = Described.response(schema, named::contains);
    }

    @Override
    public Set<String> calls() {
        return answers.keySet();
    }

    @Override
    public byte[] answer(String call, String caller, byte[] request) {
        BiFunction<String, Fields, byte[]> answer = answers.get(call);
        if (answer == null) {
            throw new IllegalStateException("answer " + call + ": no such call");
        }
        return answer.apply(caller, Fields.of(request));
    }

    private byte[] configure(String caller, Fields request) {
        Map<String, @Nullable Object> config = value(request, 2);
        String region = Values.text(config, "region");
        Map<String, @Nullable Object> tags = new LinkedHashMap<>();
        if (config.get("default_tags") instanceof List<?> blocks && !blocks.isEmpty()) {
            tags.putAll(Values.object(Values.object(blocks.getFirst()).get("tags")));
        }
        configured.put(caller, new Configured(region, tags));
        var response = new Message();
        accounts.get()
                .unreachable(region)
                .ifPresent(why -> error(response, 1, "configure the provider", why));
        return response.bytes();
    }

    private byte[] validate(Kind kind, Fields request) {
        String type = request.text(1);
        Map<String, @Nullable Object> config = value(request, 2);
        var response = new Message();
        for (String it : Decided.refusals(block(kind, type), config)) {
            error(response, 1, type, it);
        }
        if (kind == Kind.RESOURCE) {
            for (String it : Refusals.implausible(type, config)) {
                error(response, 1, type, it);
            }
        }
        return response.bytes();
    }

    /// The state was written with this schema.
    private byte[] upgrade(Fields request) {
        try {
            JsonNode state = JSON.readTree(request.message(3).bytes(1));
            return new Message().message(1, dynamic(plain(state))).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException("read the state of " + request.text(1), e);
        }
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            node.properties().forEach(it -> object.put(it.getKey(), plain(it.getValue())));
            return object;
        }
        if (node.isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            node.forEach(it -> items.add(plain(it)));
            return items;
        }
        if (node.isTextual()) {
            return node.asText();
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        return node.isNumber() ? node.decimalValue() : null;
    }

    private byte[] read(Fields request) {
        var response = new Message();
        Map<String, @Nullable Object> current = value(request, 2);
        Optional<String> unreachable = unreachable(request.text(1), Values.text(current, "region"));
        if (unreachable.isPresent()) {
            error(response, 2, "read " + request.text(1), unreachable.get());
            return response.bytes();
        }
        Optional<Account.Thing> thing = accounts.get().find(text(request.bytes(3)));
        if (thing.isPresent()) {
            response.message(1, dynamic(thing.get().values()));
        } else {
            response.message(1, dynamic(null));
        }
        return response.bytes(3, request.bytes(3)).bytes();
    }

    private byte[] plan(String caller, Fields request) {
        String type = request.text(1);
        Object proposed = Values.unpack(request.message(3).bytes(1));
        var response = new Message();
        if (proposed == null) {
            return response.message(1, dynamic(null)).bytes(3, request.bytes(5)).bytes();
        }
        Block block = block(Kind.RESOURCE, type);
        Object prior = Values.unpack(request.message(2).bytes(1));
        Map<String, @Nullable Object> values = Values.object(proposed);
        place(caller, block, values);
        tags(caller, block, values);
        if (prior == null) {
            values = Certificates.planned(type, Filling.planned(block, values));
        } else {
            values = forgetting(block, values);
            replaced(type, Values.object(prior), values, response);
        }
        unreachable(type, Values.text(values, "region"))
                .ifPresent(why -> error(response, 4, "plan " + type, why));
        return response.message(1, dynamic(values)).bytes(3, request.bytes(5)).bytes();
    }

    private static Map<String, @Nullable Object> forgetting(
            Block block, Map<String, @Nullable Object> values) {
        block.attributes()
                .forEach(
                        (name, it) -> {
                            if (Described.writeOnly(name, it)) {
                                values.put(name, null);
                            }
                        });
        return values;
    }

    private static void replaced(
            String type,
            Map<String, @Nullable Object> prior,
            Map<String, @Nullable Object> values,
            Message response) {
        for (String name : Refusals.replacing(type)) {
            Object before = prior.get(name);
            if (before != null && !before.equals(values.get(name))) {
                response.message(2, new Message().message(1, new Message().text(1, name)));
            }
        }
    }

    /// A thing without a region of its own is where its provider is.
    private void place(String caller, Block block, Map<String, @Nullable Object> values) {
        if (block.attributes().containsKey("region") && values.get("region") == null) {
            values.put("region", settings(caller).region());
        }
    }

    private void tags(String caller, Block block, Map<String, @Nullable Object> values) {
        if (!block.attributes().containsKey("tags_all")) {
            return;
        }
        Object own = values.get("tags");
        if (Values.unknown(own)) {
            values.put("tags_all", Values.UNKNOWN);
            return;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(settings(caller).tags());
        all.putAll(Values.object(own));
        values.put("tags_all", all);
    }

    private byte[] apply(Fields request) {
        String type = request.text(1);
        Account account = accounts.get();
        Map<String, @Nullable Object> prior = value(request, 2);
        Object planned = Values.unpack(request.message(3).bytes(1));
        String key = text(request.bytes(5));
        var response = new Message();
        Map<String, @Nullable Object> values = Values.object(planned);
        String where = Values.text(planned == null ? prior : values, "region");
        Optional<String> unreachable = unreachable(type, where);
        if (unreachable.isPresent()) {
            error(response, 3, "apply " + type, unreachable.get());
            return response.message(1, dynamic(prior.isEmpty() ? null : prior)).bytes();
        }
        if (planned == null) {
            account.remove(key);
            return response.message(1, dynamic(null)).bytes();
        }
        String region = where.isEmpty() ? EVERYWHERE : where;
        if (prior.isEmpty()) {
            for (String it : new Refusals(account).of(type, region, values)) {
                error(response, 3, "create " + type, it);
                return response.message(1, dynamic(null)).bytes();
            }
        }
        var facts = new Facts(account, type, region, new LinkedHashMap<>());
        Map<String, @Nullable Object> result =
                Filling.applied(block(Kind.RESOURCE, type), values, facts);
        Account.Thing thing =
                account.put(
                        key.isEmpty() || prior.isEmpty() ? Optional.empty() : Optional.of(key),
                        type,
                        region,
                        result);
        return response.message(1, dynamic(result))
                .bytes(2, thing.key().getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    private byte[] data(String caller, Fields request) {
        String type = request.text(1);
        Block block = block(Kind.DATA, type);
        Map<String, @Nullable Object> config = value(request, 2);
        place(caller, block, config);
        String where = Values.text(config, "region");
        String region = where.isEmpty() ? settings(caller).region() : where;
        var response = new Message();
        Optional<String> unreachable = unreachable(type, where);
        if (unreachable.isPresent()) {
            error(response, 2, "read " + type, unreachable.get());
            return response.bytes();
        }
        var lookup = new Lookup(accounts.get(), type, region, block);
        Optional<String> missing = lookup.missing(config);
        if (missing.isPresent()) {
            error(response, 2, "read " + type, missing.get());
            return response.bytes();
        }
        return response.message(1, dynamic(lookup.read(config))).bytes();
    }

    private byte[] open(String caller, Fields request) {
        String type = request.text(1);
        Block block = block(Kind.EPHEMERAL, type);
        Map<String, @Nullable Object> config = value(request, 2);
        place(caller, block, config);
        String region = settings(caller).region();
        var facts = new Facts(accounts.get(), type, region, new LinkedHashMap<>());
        Map<String, @Nullable Object> result =
                Filling.applied(block, Filling.planned(block, config), facts);
        return new Message().message(3, dynamic(result)).bytes();
    }

    private Configured settings(String caller) {
        return configured.getOrDefault(caller, new Configured("us-east-1", Map.of()));
    }

    private Optional<String> unreachable(String type, String region) {
        if (!region.isEmpty()) {
            return accounts.get().unreachable(region);
        }
        return Lookup.OFFLINE.contains(type)
                ? Optional.empty()
                : accounts.get().unreachable(CONTROL);
    }

    private Block block(Kind kind, String type) {
        return schema.find(kind, type)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "find " + type + ": it is not in the schema"));
    }

    private static Map<String, @Nullable Object> value(Fields request, int field) {
        return Values.object(Values.unpack(request.message(field).bytes(1)));
    }

    private static Message dynamic(@Nullable Object value) {
        return new Message().bytes(1, Values.pack(value));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void error(Message response, int field, String summary, String detail) {
        response.message(field, new Message().number(1, 1).text(2, summary).text(3, detail));
    }
}
