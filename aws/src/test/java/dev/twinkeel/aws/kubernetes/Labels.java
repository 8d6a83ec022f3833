package dev.twinkeel.aws.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What no schema says: which names and labels Kubernetes takes.
final class Labels {
    /// RFC 1123, section 2.1: a label of a name in DNS.
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9][-a-z0-9]{0,62})*");

    private static final Pattern VALUE =
            Pattern.compile("|[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private static final int PORT_MAX = 15;

    private Labels() {}

    /// What is wrong with the object; empty when nothing is.
    static List<String> wrong(Map<String, Object> object) {
        List<String> wrong = new ArrayList<>();
        String kind = String.valueOf(object.get("kind"));
        String name = String.valueOf(Rendered.at(object, "metadata", "name"));
        if (!NAME.matcher(name).matches()) {
            wrong.add("%s \"%s\": no name for an object".formatted(kind, name));
        }
        look(kind + " " + name, "", object, wrong);
        return wrong;
    }

    private static void look(String path, String key, @Nullable Object value, List<String> wrong) {
        if (value instanceof List<?> items) {
            items.forEach(it -> look(path, key, it, wrong));
        } else if (value instanceof Map<?, ?> map) {
            if (key.equals("labels") || key.equals("matchLabels")) {
                map.values().stream()
                        .filter(it -> it instanceof String text && !VALUE.matcher(text).matches())
                        .forEach(it -> wrong.add(path + ": \"" + it + "\" is no label"));
            }
            if (map.containsKey("containerPort")
                    && map.get("name") instanceof String port
                    && port.length() > PORT_MAX) {
                wrong.add(path + ": the port's name " + port + " is too long");
            }
            map.forEach((inner, it) -> look(path, String.valueOf(inner), it, wrong));
        }
    }
}
