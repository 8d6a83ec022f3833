package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    private static final int FAULTS = 300;

    @Test
    void findsEachOfHundredsOfSingleFaults() {
        var faults = new Faults(Samples.files());
        List<String> missed = new ArrayList<>();
        for (long seed = 1; seed <= FAULTS; seed++) {
            Fault fault = faults.of(seed);
            if (Validator.check(fault.files()).isEmpty()) {
                missed.add("seed " + seed + ": " + fault);
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void breaksInEveryWayThatItKnows() {
        assertThat(new Faults(Samples.files()).places()).containsOnlyKeys(Fault.Kind.values());
    }

    /// Terraform computes neither what a dynamic block may have none of, nor a loop's rounds; and
    /// `try` takes a function that does not exist for one that failed.
    @Test
    void knowsWhichMisspeltFunctionsTerraformDoesNotReach() {
        assertThat(judged("name = upper(\"a\")")).isTrue();
        assertThat(judged("name = try(upper(\"a\"), \"b\")")).isFalse();
        assertThat(judged("tags = { for it in var.names : it => upper(it) }")).isFalse();
        assertThat(judged("tags = { for it in toset(var.names) : it => it }")).isTrue();
        assertThat(
                        judged(
                                """
                                dynamic "timeouts" {
                                    for_each = var.names
                                    content {
                                      delete = upper("a")
                                    }
                                  }"""))
                .isFalse();
    }

    /// Whether Terraform is expected to find the innermost function misspelt.
    private static boolean judged(String argument) {
        var faults =
                new Faults(
                        Map.of(
                                "main.tf",
                                """
                                variable "names" {
                                  type = list(string)
                                }

                                resource "aws_ecr_repository" "this" {
                                  %s
                                }
                                """
                                        .formatted(argument)));
        return LongStream.rangeClosed(1, FAULTS)
                .mapToObj(faults::of)
                .filter(it -> it.kind() == Fault.Kind.FUNCTION_MISSPELT)
                .filter(it -> it.files().toString().matches("(?s).*(uppzqer|toszqet)\\(.*"))
                .findFirst()
                .orElseThrow()
                .judged();
    }

    @Test
    void breaksTheSamePlaceForTheSameSeed() {
        var faults = new Faults(Samples.files());

        assertThat(faults.of(42)).isEqualTo(faults.of(42));
    }
}
