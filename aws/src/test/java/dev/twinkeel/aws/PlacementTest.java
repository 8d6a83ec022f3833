package dev.twinkeel.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    @Test
    void nothingStandsInTheWayOfTwoOrdinaryRegions() {
        assertThat(obstacles("aws: ap-south-1, ", "aws: eu-west-1, ", "shop.example.com"))
                .isEmpty();
    }

    @Test
    void regionsMustBeAwssOfOnePartitionAndHaveThreeZones() {
        assertThat(obstacles("", "aws: ap-south-9, ", "shop.example.com"))
                .extracting(Placement.Obstacle::fault)
                .satisfiesExactly(
                        it -> assertThat(it).contains("\"a\" has no AWS region"),
                        it -> assertThat(it).contains("\"ap-south-9\"", "no region of AWS"));
        assertThat(obstacles("aws: us-gov-west-1, ", "aws: us-west-1, ", "shop.example.com"))
                .extracting(Placement.Obstacle::fault)
                .satisfiesExactly(
                        it -> assertThat(it).contains("partition"),
                        it -> assertThat(it).contains("two zones"));
    }

    @Test
    void aDomainMustFitIntoACertificate() {
        String domain = "a".repeat(60) + ".org";

        assertThat(obstacles("aws: ap-south-1, ", "aws: eu-west-1, ", domain))
                .extracting(Placement.Obstacle::remedy)
                .contains("write a shorter aws.environments.dev.domain")
                .doesNotContain("write a shorter aws.environments.prod.domain");
    }

    private static List<Placement.Obstacle> obstacles(String first, String second, String domain) {
        String text =
                """
                application: shop
                domain: %s
                regions:
                  a: { %srole: primary }
                  b: { %srole: standby }
                services:
                  web: { run: ./serve, routes: [ / ] }
                """
                        .formatted(domain, first, second);
        return switch (ApplicationFile.parse("twinkeel.yaml", text)) {
            case Parsed.Valid valid -> Placement.obstacles(valid.application());
            case Parsed.Invalid invalid ->
                    throw new IllegalStateException(invalid.problems().toString());
        };
    }
}
