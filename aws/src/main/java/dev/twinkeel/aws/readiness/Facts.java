package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Kubernetes;
import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Aws.Extent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What rules look at: the application, and the files that were rendered for it. Not for several
/// threads.
final class Facts {
    private static final Pattern ROOT = Pattern.compile("terraform/live/([^/]+)/([^/]+)(?:/.*)?");

    private final Application application;
    private final Map<String, String> files;
    private final List<Site> sites;
    private final Map<String, List<Resource>> resources = new HashMap<>();

    /// Files that were read as YAML, by their paths: most of what is asked needs none of them.
    private final Map<String, Map<String, Object>> read = new HashMap<>();

    Facts(Application application, Rendering rendering) {
        this.application = application;
        this.files = rendering.files();
        this.sites = Site.of(application);
        Resource.of(files)
                .forEach(
                        it -> resources.computeIfAbsent(it.type(), _ -> new ArrayList<>()).add(it));
    }

    Application application() {
        return application;
    }

    Map<String, String> files() {
        return files;
    }

    /// A file's text; empty when it was not rendered.
    String file(String path) {
        return files.getOrDefault(path, "");
    }

    /// A file of the chart.
    String chart(String path) {
        return file(Kubernetes.chart(application) + "/" + path);
    }

    /// Every environment in each of its regions.
    List<Site> sites() {
        return sites;
    }

    /// Where a site's values are.
    String values(Site site) {
        return "%s/values/%s/%s.yaml"
                .formatted(Kubernetes.chart(application), site.environment().name(), site.aws());
    }

    List<Resource> all(String type) {
        return resources.getOrDefault(type, List.of());
    }

    List<Resource> production(String type) {
        return all(type).stream().filter(this::production).toList();
    }

    boolean production(Resource resource) {
        return environment(resource).equals(application.aws().production().name());
    }

    /// Whether users would notice: the last environment is in both regions.
    boolean inBothRegions() {
        return application.aws().production().regions() == Extent.BOTH;
    }

    /// Environments that are in both regions.
    List<Environment> twice() {
        return application.aws().environments().stream()
                .filter(it -> it.regions() == Extent.BOTH)
                .toList();
    }

    /// The environment of the root that makes it; empty for what all share.
    static String environment(Resource resource) {
        Matcher root = ROOT.matcher(resource.root());
        return root.matches() ? root.group(1) : "";
    }

    /// The region of the root that makes it, or `global`.
    static String region(Resource resource) {
        Matcher root = ROOT.matcher(resource.root());
        return root.matches() ? root.group(2) : "";
    }

    /// Resources of the type in one site.
    List<Resource> at(Site site, String type) {
        return all(type).stream()
                .filter(
                        it ->
                                environment(it).equals(site.environment().name())
                                        && region(it).equals(site.aws()))
                .toList();
    }

    /// Places of the resources that are not as they should be.
    static List<String> not(Stream<Resource> resources, Predicate<Resource> good) {
        return resources.filter(good.negate()).map(Resource::place).distinct().toList();
    }

    /// Sites without what each must have.
    List<String> sitesWithout(Predicate<Site> good) {
        List<String> places = new ArrayList<>();
        for (Site site : sites) {
            if (!good.test(site)) {
                places.add(site.environment().name() + " in " + site.aws());
            }
        }
        return places;
    }

    /// Sites of environments in both regions that have fewer than wanted of the types.
    List<String> fewer(int wanted, String... types) {
        List<String> places = new ArrayList<>();
        for (Environment environment : twice()) {
            for (Site site : Site.of(application, environment)) {
                long found = 0;
                for (String type : types) {
                    found +=
                            at(site, type).stream()
                                    .filter(it -> !it.name().equals("reader"))
                                    .count();
                }
                if (found < wanted) {
                    places.add(
                            "%s in %s has %d of %d"
                                    .formatted(environment.name(), site.aws(), found, wanted));
                }
            }
        }
        return places;
    }

    /// One value of a site; an empty text when there is none.
    Object value(Site site, String... keys) {
        return value(values(site), keys);
    }

    /// The chart's own value, the same everywhere.
    Object standard(String... keys) {
        return value(Kubernetes.chart(application) + "/values.yaml", keys);
    }

    private Object value(String path, String... keys) {
        Object value = read.computeIfAbsent(path, it -> yaml(file(it)));
        for (String key : keys) {
            Object next = value instanceof Map<?, ?> map ? map.get(key) : null;
            if (next == null) {
                return "";
            }
            value = next;
        }
        return value;
    }

    static int number(Object value) {
        String text = value.toString();
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(String text) {
        try {
            Object value = new Load(LoadSettings.builder().build()).loadFromString(text);
            return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        } catch (YamlEngineException _) {
            return Map.of();
        }
    }
}
