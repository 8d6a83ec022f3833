package dev.twinkeel.aws;

import dev.twinkeel.aws.schema.Regions;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether an application can be rendered for AWS at all. A file for the twin alone need not say
/// where its regions are, and may say it wrongly.
public final class Placement {
    /// What stands in the way.
    ///
    /// @param fault what is wrong, with the values
    /// @param remedy what to write instead
    public record Obstacle(String fault, String remedy) {}

    /// Regions that are shut off from the others: accounts, names and services of their own.
    private static final Pattern APART = Pattern.compile("(cn|us-gov|eusc)-.*");

    /// Where AWS gives an account two zones only.
    private static final Set<String> TWO_ZONES = Set.of("us-west-1");

    /// A certificate's first name; RFC 5280, `ub-common-name`.
    private static final int DOMAIN_MAX = 64;

    private Placement() {}

    /// Everything that stands in the way; nothing when it can be rendered.
    public static List<Obstacle> obstacles(Application application) {
        List<Obstacle> all = new ArrayList<>();
        for (Region region : application.regions()) {
            region(region, all);
        }
        for (Environment it : application.aws().environments()) {
            if (it.domain().length() > DOMAIN_MAX) {
                all.add(
                        new Obstacle(
                                "the domain of %s, \"%s\", has %d characters; a certificate of AWS takes %d"
                                        .formatted(
                                                it.name(),
                                                it.domain(),
                                                it.domain().length(),
                                                DOMAIN_MAX),
                                "Write a shorter aws.environments.%s.domain."
                                        .formatted(it.name())));
            }
        }
        return all;
    }

    private static void region(Region region, List<Obstacle> all) {
        String name = region.aws().orElse("");
        String key = "regions.%s.aws".formatted(region.name());
        if (name.isEmpty()) {
            all.add(
                    new Obstacle(
                            "region \"%s\" has no AWS region".formatted(region.name()),
                            "Write %s, such as ap-south-1.".formatted(key)));
        } else if (!Regions.ALL.contains(name)) {
            all.add(
                    new Obstacle(
                            "%s is \"%s\", which is no region of AWS".formatted(key, name),
                            "Write one of " + String.join(", ", Regions.ALL) + "."));
        } else if (APART.matcher(name).matches()) {
            all.add(
                    new Obstacle(
                            "%s is %s, a partition of its own without the global services that are rendered"
                                    .formatted(key, name),
                            "Choose two regions of AWS's ordinary partition."));
        } else if (TWO_ZONES.contains(name)) {
            all.add(
                    new Obstacle(
                            "%s is %s, where an account gets two zones; three are needed"
                                    .formatted(key, name),
                            "Choose a region with three zones, such as us-west-2."));
        }
    }
}
