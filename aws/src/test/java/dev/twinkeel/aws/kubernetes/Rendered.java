package dev.twinkeel.aws.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What the real Helm engine makes of the chart.
final class Rendered {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Application application;

    /// Writes the application's files into the folder.
    Rendered(Path folder, Application application) {
        this.folder = folder;
        this.application = application;
        var rendering = new Rendering();
        Kubernetes.render(application, rendering);
        rendering.files().forEach((path, text) -> write(folder.resolve(path), text));
    }

    Path folder() {
        return folder;
    }

    Path chart() {
        return folder.resolve(Kubernetes.chart(application));
    }

    /// Every object of a site.
    List<Map<String, Object>> objects(Site site) {
        Path account = folder.resolve("account-" + site.path().replace('/', '-') + ".json");
        write(account, json(account(site)));
        String text =
                new Helm(chart())
                        .template()
                        .withName(application.name())
                        .withNamespace(Names.namespace(application))
                        .withKubeVersion("1.35.0")
                        .withValuesFile(chart().resolve("values/" + site.path() + ".yaml"))
                        .withValuesFile(account)
                        .call();
        return all(text);
    }

    /// Lints a copy whose defaults are the site's values, as `helm lint -f` would.
    LintResult lint(Site site) {
        Path copy = folder.resolve("lint").resolve(application.name());
        try (Stream<Path> files = Files.walk(chart())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                write(copy.resolve(chart().relativize(file)), Files.readString(file));
            }
            var values = new LinkedHashMap<>(all(text(chart().resolve("values.yaml"))).getFirst());
            merge(values, all(text(chart().resolve("values/" + site.path() + ".yaml"))).getFirst());
            merge(values, account(site));
            write(copy.resolve("values.yaml"), json(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Helm(copy).lint().strict().call();
    }

    /// What Terraform would say after it ran.
    private Map<String, Object> account(Site site) {
        var groups = new LinkedHashMap<String, Object>();
        Stream.concat(
                        application.services().stream().map(it -> it.name()),
                        Stream.of(Names.GATEWAY))
                .forEach(it -> groups.put(it, List.of("sg-0123456789abcdef0")));
        return Map.of(
                "account",
                Map.of(
                        "id",
                        "111122223333",
                        "securityGroups",
                        groups,
                        "openSearchHost",
                        "vpc-logs." + site.aws() + ".es.amazonaws.com"));
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> into, Map<String, Object> from) {
        from.forEach(
                (key, value) -> {
                    if (into.get(key) instanceof Map<?, ?> old && value instanceof Map<?, ?> map) {
                        var both = new LinkedHashMap<>((Map<String, Object>) old);
                        merge(both, (Map<String, Object>) map);
                        into.put(key, both);
                    } else {
                        into.put(key, value);
                    }
                });
    }

    /// Every document of the text that says something.
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> all(String text) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object one : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
            if (one instanceof Map<?, ?> map) {
                all.add((Map<String, Object>) map);
            }
        }
        return all;
    }

    /// What stands at the end of the keys.
    static Object at(Object object, String... keys) {
        Object value = object;
        for (String key : keys) {
            value = Objects.requireNonNull(((Map<?, ?>) value).get(key), key);
        }
        return value;
    }

    /// The map that stands at the end of the keys.
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object object, String... keys) {
        return (Map<String, Object>) at(object, keys);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
