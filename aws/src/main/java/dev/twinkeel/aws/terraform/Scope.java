package dev.twinkeel.aws.terraform;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Networks;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Aws.Extent;
import dev.twinkeel.model.Region;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An environment in one region: what a root is rendered for.
record Scope(Application application, Environment environment, Region region) {

    /// The regions of an environment, the primary first.
    static List<Scope> of(Application application, Environment environment) {
        var primary = new Scope(application, environment, application.primary());
        return environment.regions() == Extent.ONE
                ? List.of(primary)
                : List.of(primary, new Scope(application, environment, application.standby()));
    }

    /// AWS's name of the region.
    String aws() {
        return aws(region);
    }

    static String aws(Region region) {
        return region.aws()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "render for AWS: region \"%s\" has no AWS region; write regions.%s.aws, such as ap-south-1"
                                                .formatted(region.name(), region.name())));
    }

    boolean primary() {
        return region.equals(application.primary());
    }

    boolean production() {
        return environment.equals(application.aws().production());
    }

    boolean both() {
        return environment.regions() == Extent.BOTH;
    }

    /// The same environment in the other region, when it is there.
    Optional<Scope> peer() {
        Region other = primary() ? application.standby() : application.primary();
        return both() ? Optional.of(new Scope(application, environment, other)) : Optional.empty();
    }

    /// The environment where what belongs to no region is kept: the standby region, because it must
    /// be at hand when the primary region is not.
    Scope home() {
        return primary() ? peer().orElse(this) : this;
    }

    /// The environment in its primary region.
    Scope first() {
        return primary() ? this : new Scope(application, environment, application.primary());
    }

    String name() {
        return Names.cluster(application, environment.name(), aws());
    }

    String prefix() {
        return Names.prefix(application, environment.name());
    }

    String cidr() {
        return Networks.cidr(application, environment, aws());
    }

    String domain() {
        return environment.domain();
    }

    /// The region's own name in DNS.
    String regionDomain() {
        return aws() + "." + domain();
    }

    /// The name that the recovery plan moves.
    String originDomain() {
        return "origin." + domain();
    }

    String logBucket() {
        return Names.bucket(application, environment.name(), aws(), "logs");
    }

    String stateBucket() {
        return Names.stateBucket(application, environment.name(), aws());
    }

    String bucket(String bucket) {
        return Names.bucket(application, environment.name(), aws(), bucket);
    }

    /// ARN of a database's server in this region, with Terraform's number of the account in it.
    String databaseArn(String database) {
        boolean aurora =
                application.aws().database() == dev.twinkeel.model.Aws.DatabaseKind.AURORA_GLOBAL;
        return "arn:aws:rds:%s:${local.account}:%s:%s"
                .formatted(
                        aws(),
                        aurora ? "cluster" : "db",
                        Names.databaseServer(application, environment.name(), aws(), database));
    }

    /// Identifier of a database that Aurora keeps in both regions.
    String globalDatabase(String database) {
        return Names.globalDatabase(application, environment.name(), database);
    }

    String alarm(String what) {
        return Names.alarm(application, environment.name(), aws(), what);
    }

    /// What every module of a root that belongs to no region gets; its region is where the state
    /// is.
    Map<String, Object> worldwide() {
        Map<String, Object> context = new LinkedHashMap<>(context(home().aws(), prefix()));
        context.put("tags", tags());
        return context;
    }

    /// What every module gets.
    Map<String, Object> context(String region, String name) {
        Map<String, Object> tags = tags();
        tags.put("region", region);
        return Hcl.map(
                "application", application.name(),
                "environment", environment.name(),
                "region", region,
                "name", name,
                "tags", tags);
    }

    private Map<String, Object> tags() {
        var tags = new LinkedHashMap<String, Object>();
        tags.put("application", application.name());
        tags.put("environment", environment.name());
        application.aws().owner().ifPresent(owner -> tags.put("owner", owner));
        tags.put("managed-by", "terraform");
        return tags;
    }
}
