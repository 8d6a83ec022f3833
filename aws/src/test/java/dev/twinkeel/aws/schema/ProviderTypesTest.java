package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.schema.Schema.Attribute;
import dev.twinkeel.aws.schema.Schema.Kind;
import dev.twinkeel.aws.schema.Schema.Nested;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class ProviderTypesTest {
    private static final Path FOLDER = Path.of("schema");

    @Test
    void isTheFileThatItsNotesDescribe() throws Exception {
        byte[] json;
        try (var in = new GZIPInputStream(Files.newInputStream(FOLDER.resolve("aws.json.gz")))) {
            json = in.readAllBytes();
        }
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(json));

        assertThat(Files.readString(FOLDER.resolve("README.md"))).contains(sum);
    }

    @Test
    void holdsEveryTypeOfTheProvider() {
        assertThat(Schema.aws().version()).isEqualTo("6.66.0");
        assertThat(Schema.aws().types(Kind.RESOURCE)).hasSize(1725);
        assertThat(Schema.aws().types(Kind.DATA)).hasSize(683);
        assertThat(Schema.aws().types(Kind.EPHEMERAL)).hasSize(10);
    }

    @Test
    void knowsWhatIsRequiredComputedAndHowDeep() {
        assertThat(attribute("bucket").required()).isTrue();
        assertThat(attribute("id").settable()).isFalse();
        assertThat(nested("aws_s3_bucket_lifecycle_configuration", "rule").block().blocks())
                .containsKey("transition");
    }

    @Test
    void typesTheStatementsOfAWebAclByHand() {
        assertThat(nested("aws_wafv2_web_acl", "rule", "statement").min()).isEqualTo(1);
        assertThat(
                        nested(
                                        "aws_wafv2_web_acl",
                                        "rule",
                                        "statement",
                                        "rate_based_statement",
                                        "scope_down_statement")
                                .block()
                                .blocks())
                .containsKey("byte_match_statement");
    }

    @Test
    void readsEveryTypeOfIt() {
        for (Kind kind : Kind.values()) {
            for (String type : Schema.aws().types(kind)) {
                assertThat(Schema.aws().find(kind, type)).as(type).isPresent();
            }
        }
    }

    private static Attribute attribute(String name) {
        var type = Schema.aws().find(Kind.RESOURCE, "aws_s3_bucket_lifecycle_configuration");
        return Optional.ofNullable(type.orElseThrow().attributes().get(name)).orElseThrow();
    }

    private static Nested nested(String type, String... names) {
        var block = Schema.aws().find(Kind.RESOURCE, type).orElseThrow();
        Optional<Nested> nested = Optional.empty();
        for (String name : names) {
            nested = Optional.ofNullable(block.blocks().get(name));
            block = nested.orElseThrow().block();
        }
        return nested.orElseThrow();
    }
}
