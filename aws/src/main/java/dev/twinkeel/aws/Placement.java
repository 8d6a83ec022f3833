package dev.twinkeel.aws;

import dev.twinkeel.aws.schema.Regions;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether an application can be rendered for AWS at all. A file for the twin alone need not say
/// where its regions are, and may say it wrongly.
public final class Placement {
    /// What stands in the way.
    ///
    /// @param keys where in the file, from the outermost
    /// @param fault what is wrong, with the values
    /// @param remedy what to write instead
    public record Obstacle(List<String> keys, String fault, String remedy) {
        public Obstacle {
            keys = List.copyOf(keys);
        }
    }

    /// Regions that are shut off from the others: accounts, names and services of their own.
    private static final Pattern APART = Pattern.compile("(cn|us-gov|eusc)-.*");

    /// Where AWS gives an account two zones only.
    private static final Set<String> TWO_ZONES = Set.of("us-west-1");

    /// A certificate's first name; RFC 5280, `ub-common-name`.
    private static final int DOMAIN_MAX = 64;

    /// Repositories of ECR: parts of a path in ASCII, with single separators within.
    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+([._/-]+[a-z0-9]+)*");

    private static final int REPOSITORY_MIN = 2;
    private static final int REPOSITORY_MAX = 256;

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
                                List.of("aws", "environments", it.name(), "domain"),
                                "the domain of %s, \"%s\", has %d characters; a certificate of AWS takes %d"
                                        .formatted(
                                                it.name(),
                                                it.domain(),
                                                it.domain().length(),
                                                DOMAIN_MAX),
                                "write a shorter aws.environments.%s.domain".formatted(it.name())));
            }
        }
        application.services().forEach(it -> image(application, it, all));
        return all;
    }

    private static void image(Application application, Service service, List<Obstacle> all) {
        String name = Names.repository(application, service);
        if (!REPOSITORY.matcher(name).matches()
                || name.length() < REPOSITORY_MIN
                || name.length() > REPOSITORY_MAX) {
            all.add(
                    new Obstacle(
                            List.of("services", service.name(), "image"),
                            "\"%s\" is no name of an image repository on AWS".formatted(name),
                            "write letters from a to z and digits, with / . _ - between, such as %s/%s"
                                    .formatted(application.name(), service.name())));
        }
    }

    private static void region(Region region, List<Obstacle> all) {
        String name = region.aws().orElse("");
        List<String> key = List.of("regions", region.name(), "aws");
        if (name.isEmpty()) {
            all.add(
                    new Obstacle(
                            key,
                            "region \"%s\" has no AWS region".formatted(region.name()),
                            "write one, such as ap-south-1"));
        } else if (!Regions.ALL.contains(name)) {
            all.add(
                    new Obstacle(
                            key,
                            "\"%s\" is no region of AWS".formatted(name),
                            "write one of " + String.join(", ", Regions.ALL)));
        } else if (APART.matcher(name).matches()) {
            all.add(
                    new Obstacle(
                            key,
                            "%s is in a partition of its own, without the global services that are rendered"
                                    .formatted(name),
                            "choose two regions of AWS's ordinary partition"));
        } else if (TWO_ZONES.contains(name)) {
            all.add(
                    new Obstacle(
                            key,
                            "an account gets two zones in %s, and three are needed".formatted(name),
                            "choose a region with three zones, such as us-west-2"));
        }
    }
}
