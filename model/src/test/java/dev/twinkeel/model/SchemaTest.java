package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The published schema against the parser, judged by somebody else's validator.
class SchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Schema.text());

    @Test
    void theSchemaIsItselfAValidSchema() throws Exception {
        var meta =
                JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(
                                java.net.URI.create(
                                        "https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(MAPPER.readTree(Schema.text()))).isEmpty();
    }

    @Test
    void bothAcceptEveryGoodFile() {
        for (String text : Samples.good()) {
            assertThat(Samples.problems(text)).isEmpty();
            assertThat(SCHEMA.validate(json(text))).as(text).isEmpty();
        }
    }

    /// Each key of each good file is in turn removed, renamed, emptied and given values of other
    /// kinds. What only the parser can judge is told by its message.
    @Test
    void bothSayTheSameOfEveryChangedKey() {
        var differ = new ArrayList<String>();
        int judged = 0;
        for (String text : Samples.good()) {
            for (String changed : changes(text)) {
                List<String> problems = Samples.problems(changed);
                boolean onlyParser =
                        !problems.isEmpty() && problems.stream().allMatch(SchemaTest::beyond);
                boolean accepted = SCHEMA.validate(json(changed)).isEmpty();
                judged++;
                if (!onlyParser && accepted != problems.isEmpty()) {
                    differ.add("schema accepts: " + accepted + ", parser: " + problems);
                }
            }
        }
        assertThat(differ).isEmpty();
        assertThat(judged).isGreaterThan(2000);
    }

    private static boolean beyond(String problem) {
        return List.of(
                        "is out of range",
                        "is not written under",
                        "is there twice",
                        "is a name under",
                        "uses itself",
                        "two regions are",
                        "is more than max",
                        "no load.write",
                        "no {key}",
                        "no number is in",
                        "AWS region of",
                        "that Twinkeel uses")
                .stream()
                .anyMatch(problem::contains);
    }

    private static List<String> changes(String text) {
        var trees = new ArrayList<String>();
        JsonNode root = json(text);
        var values =
                List.of(
                        "null",
                        "5",
                        "-1",
                        "3000000000",
                        "true",
                        "\"\"",
                        "\"x\"",
                        "\"5s\"",
                        "\"5\"",
                        "\"34%\"",
                        "\"0%\"",
                        "\"5/s\"",
                        "\"/x\"",
                        "\"a b\"",
                        "\"A\"",
                        "\"x\\ny\"",
                        "[]",
                        "[\"x\"]",
                        "[1,1]",
                        "{}",
                        "{\"x\":{}}",
                        "{\"X\":null}",
                        "\"primary\"",
                        "\"ap-south-1\"",
                        "\"010s\"",
                        "\"/x\\u0000\"",
                        "\"é\"",
                        "\"99999999999s\"");
        Trees.each(
                root,
                (parent, key) -> {
                    for (String value : values) {
                        Trees.with(root, parent, key, value).ifPresent(trees::add);
                    }
                    Trees.without(root, parent, key).ifPresent(trees::add);
                    Trees.renamed(root, parent, key).ifPresent(trees::add);
                });
        return trees;
    }

    /// JSON is YAML, so a changed tree is a changed file.
    private static JsonNode json(String text) {
        var settings = LoadSettings.builder().build();
        return MAPPER.valueToTree(new Load(settings).loadFromString(text));
    }
}
