package dev.twinkeel.model;

import static dev.twinkeel.model.Builder.word;

import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Written.Group;
import java.util.List;

/// Makes [Aws] from what is written. Called only when there is no problem.
final class AwsBuilder {
    private final Group group;
    private final String domain;

    AwsBuilder(Group group, String domain) {
        this.group = group;
        this.domain = domain;
    }

    Aws aws() {
        return new Aws(
                environments(),
                group.text("owner"),
                word(group, "database", Aws.DatabaseKind.values()).orElse(Aws.DEFAULT_DATABASE),
                word(group, "mesh", Aws.Mesh.values()).orElse(Aws.DEFAULT_MESH),
                flag("canary", Aws.DEFAULT_CANARY),
                flag("graviton", Aws.DEFAULT_GRAVITON),
                flag("placement-groups", false),
                flag("identity", false),
                flag("shield-advanced", false),
                flag("servers", false),
                flag("direct-connect", false),
                group.each("exceptions", AwsBuilder::exemption));
    }

    private List<Environment> environments() {
        boolean written = group.get("environments").isPresent();
        Group all = group.group("environments");
        List<String> names = written ? List.copyOf(all.keys().keySet()) : Aws.DEFAULT_ENVIRONMENTS;
        return names.stream()
                .map(
                        name ->
                                environment(
                                        name,
                                        all.group(name),
                                        name.equals(names.getLast()),
                                        !written && Aws.DEFAULT_ONE_REGION.contains(name)))
                .toList();
    }

    private Environment environment(String name, Group one, boolean last, boolean oneRegion) {
        Aws.Extent standard = oneRegion ? Aws.Extent.ONE : Environment.DEFAULT_REGIONS;
        return new Environment(
                name,
                one.text("domain").orElse(last ? domain : name + "." + domain),
                word(one, "regions", Aws.Extent.values()).orElse(standard),
                one.text("account"),
                one.value("budget", Integer.class).orElse(Environment.DEFAULT_BUDGET));
    }

    private static Aws.Exemption exemption(String rule, Group one) {
        return new Aws.Exemption(
                rule, one.text("reason").orElseThrow(), one.text("owner").orElseThrow());
    }

    private boolean flag(String key, boolean standard) {
        return group.value(key, Boolean.class).orElse(standard);
    }
}
