package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// One thing otherwise in what is rendered, for the rule that must find it.
///
/// @param from what stands there; empty to give a network other addresses
record Planted(String rule, String file, String from, String to) {
    static final Application APPLICATION = Applications.production("3m", "");
    private static final Rendering RENDERING = OnAws.render(APPLICATION);

    static List<Planted> all() {
        try (InputStream stream = Planted.class.getResourceAsStream("/readiness/mutations.json")) {
            List<Planted> all = new ArrayList<>();
            for (JsonNode one : new ObjectMapper().readTree(Objects.requireNonNull(stream))) {
                all.add(
                        new Planted(
                                one.get(0).asText(),
                                one.get(1).asText(),
                                one.get(2).asText(),
                                one.get(3).asText()));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Planted> of(String rule) {
        return all().stream().filter(it -> it.rule().equals(rule)).toList();
    }

    static Rule rule(String id) {
        return Readiness.RULES.stream().filter(it -> it.id().equals(id)).findFirst().orElseThrow();
    }

    /// What its rule finds.
    List<String> found() {
        return rule(rule).check().apply(new Facts(APPLICATION, spoilt()));
    }

    /// The rendering with the fault in it; fails when there is nothing to change.
    private Rendering spoilt() {
        UnaryOperator<String> change =
                from.isEmpty()
                        ? text -> text.replaceAll("(?m)^  cidr +=.*", "  cidr = \"10.0.0.0/8\"")
                        : text -> text.replace(from, to);
        var spoilt = new Rendering();
        boolean changed = false;
        for (Map.Entry<String, String> it : RENDERING.files().entrySet()) {
            boolean its = it.getKey().equals(file);
            String text = its ? change.apply(it.getValue()) : it.getValue();
            changed |= !text.equals(it.getValue());
            spoilt.add(it.getKey(), text);
        }
        assertThat(changed).as("%s: %s in %s", rule, from, file).isTrue();
        return spoilt;
    }
}
