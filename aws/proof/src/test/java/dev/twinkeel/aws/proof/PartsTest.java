package dev.twinkeel.aws.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.proof.Wire.Fields;
import dev.twinkeel.aws.proof.Wire.Message;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PartsTest {
    @Test
    void readsValuesAsTheyWereWritten() {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("text", "é");
        value.put("whole", new BigDecimal("1209600"));
        value.put("part", new BigDecimal("0.5"));
        value.put("truth", true);
        value.put("nothing", null);
        value.put("later", Values.UNKNOWN);
        value.put("items", List.of("a", "b"));

        assertThat(Values.unpack(Values.pack(value))).isEqualTo(value);
    }

    @Test
    void readsMessagesAsTheyWereWritten() {
        byte[] bytes =
                new Message()
                        .number(1, 300)
                        .text(2, "a")
                        .message(3, new Message().text(1, "inner"))
                        .bytes();

        assertThat(Fields.of(bytes).text(2)).isEqualTo("a");
        assertThat(Fields.of(bytes).message(3).text(1)).isEqualTo("inner");
        assertThat(Fields.of(bytes).text(9)).isEmpty();
    }

    @Test
    void readsAFolderItsTestsAndWhatItCallsAndNothingElse() {
        try (var copy =
                new Copy(
                        Map.of(
                                "terraform/live/main.tf",
                                "module \"a\" {\n  source = \"../modules/a\"\n}\n",
                                "terraform/modules/a/main.tf",
                                "# a calls b\nmodule \"b\" {\n  source = \"../b\"\n}\n",
                                "terraform/modules/a/README.md",
                                "not read",
                                "terraform/modules/b/main.tf",
                                "# b calls a\nmodule \"a\" {\n  source = \"../a\"\n}\n",
                                "terraform/modules/b/tests/b.tftest.hcl",
                                "# the test of b",
                                "terraform/modules/c/main.tf",
                                "# called by nobody"))) {
            assertThat(String.join("", Reach.texts(copy.root().resolve("live"))))
                    .contains("a calls b", "b calls a", "the test of b")
                    .doesNotContain("not read", "called by nobody");
        }
    }

    @Test
    void keepsStatesInFilesInsteadOfBuckets() {
        String root =
                """
                terraform {
                  backend "s3" {
                    bucket       = "states-a"
                    key          = "network/terraform.tfstate"
                    region       = "ap-south-1"
                    encrypt      = true
                    use_lockfile = true
                  }
                }

                data "terraform_remote_state" "edge" {
                  backend = "s3"

                  config = {
                    bucket = "states-b"
                    key    = "edge/terraform.tfstate"
                    region = "ap-south-1"
                  }
                }
                """;
        try (var copy = new Copy(Map.of("terraform/live/main.tf", root))) {
            copy.localise();
            String text = Copy.read(copy.root().resolve("live/main.tf"));

            assertThat(text)
                    .contains(
                            "backend \"local\" {",
                            copy.buckets() + "/states-a/network/terraform.tfstate")
                    .contains(
                            "backend = \"local\"",
                            copy.buckets() + "/states-b/edge/terraform.tfstate")
                    .doesNotContain("s3");
        }
    }

    @Test
    void copiesAndHidesBuckets() throws Exception {
        try (var copy = new Copy(Map.of("terraform/a.tf", ""))) {
            Files.createDirectories(copy.buckets().resolve("a/network"));
            Copy.write(copy.buckets().resolve("a/network/terraform.tfstate"), "{}");

            copy.replicate("a", "b", "network/");
            copy.lose("a");

            assertThat(copy.buckets().resolve("b/network/terraform.tfstate")).hasContent("{}");
            assertThat(copy.buckets().resolve("a")).doesNotExist();
        }
    }

    @Test
    void followsTheOrderOfTheRenderedPage() {
        Map<String, String> files =
                Map.of(
                        "terraform/README.md",
                        "# Order\n\n```sh\nb\na\nc   # not there\n```\n\n```sh\na\n```\n",
                        "terraform/a/main.tf",
                        "",
                        "terraform/b/main.tf",
                        "");

        assertThat(Proof.order(files)).containsExactly("b", "a");
    }

    @Test
    void refusesPoliciesThatAreNone() {
        assertThat(Plausible.refusal("policy", "{\"Statement\": [}")).isPresent();
        assertThat(
                        Plausible.refusal(
                                "policy",
                                "{\"Statement\": [{\"Effect\": \"Alow\", \"Action\": \"*\"}]}"))
                .hasValueSatisfying(it -> assertThat(it).contains("Alow"));
        assertThat(Refusals.implausible("aws_lb", Map.of("name", "x".repeat(33)))).hasSize(1);
    }
}
