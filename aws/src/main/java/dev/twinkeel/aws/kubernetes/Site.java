package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.aws.Names;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Aws.Extent;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Role;
import dev.twinkeel.model.Service;
import java.util.List;
import java.util.stream.Stream;

/// One environment in one region: where one cluster is.
///
/// @param aws AWS's name of the region
public record Site(Application application, Environment environment, Region region, String aws) {
    /// One pod a zone at least: with two pods, losing a zone may lose a half.
    public static final int ZONES = 3;

    /// Pods up to which a service grows where no user is.
    private static final int REHEARSAL_MAX = 6;

    /// Every site of the application, in the order of promotion; the primary region first.
    public static List<Site> of(Application application) {
        return application.aws().environments().stream()
                .flatMap(it -> of(application, it).stream())
                .toList();
    }

    /// The sites of one environment; the primary region first.
    public static List<Site> of(Application application, Environment environment) {
        Stream<Region> regions =
                switch (environment.regions()) {
                    case Extent.ONE -> Stream.of(application.primary());
                    case Extent.BOTH -> Stream.of(application.primary(), application.standby());
                };
        return regions.map(it -> new Site(application, environment, it, it.aws().orElse("")))
                .toList();
    }

    /// Whether users' requests come here while nothing is wrong.
    public boolean primary() {
        return region.role() == Role.PRIMARY;
    }

    boolean production() {
        return environment.equals(application.aws().production());
    }

    /// Pods of the service that stand here while nothing is wrong.
    public int least(Service service) {
        int standing = production() ? region.standing(service) : ZONES;
        return Math.max(ZONES, standing);
    }

    /// Pods up to which the service may grow here.
    public int most(Service service) {
        int most = production() ? service.replicas().max() : REHEARSAL_MAX;
        return Math.max(most, least(service));
    }

    public String cluster() {
        return Names.cluster(application, environment.name(), aws);
    }

    /// `ap-south-1a` and so on.
    List<String> zones() {
        return Stream.of("a", "b", "c").map(it -> aws + it).toList();
    }

    /// `prod/ap-south-1`
    String path() {
        return environment.name() + "/" + aws;
    }
}
