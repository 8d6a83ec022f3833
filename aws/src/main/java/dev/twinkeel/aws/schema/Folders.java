package dev.twinkeel.aws.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All folders with a configuration, by their paths.
final class Folders {
    private final Map<String, Folder> folders = new TreeMap<>();

    Folders(Collection<Body> files, Findings findings) {
        Map<String, List<Body>> bodies = new TreeMap<>();
        files.forEach(
                it -> bodies.computeIfAbsent(parent(it.file()), _ -> new ArrayList<>()).add(it));
        bodies.forEach((path, all) -> folders.put(path, new Folder(path, all, findings)));
    }

    /// The files that can be read; what cannot is told.
    static List<Body> parse(Map<String, String> files, Findings findings) {
        List<Body> bodies = new ArrayList<>();
        files.forEach(
                (path, text) -> {
                    if (path.endsWith(".tf")) {
                        try {
                            bodies.add(Parser.parse(path, text));
                        } catch (Malformed e) {
                            findings.add(e, path);
                        }
                    }
                });
        return bodies;
    }

    /// The folder of a file, and those that call it.
    List<Folder> around(String file) {
        String path = parent(file);
        return folders.values().stream()
                .filter(it -> it.path.equals(path) || calls(it, path))
                .toList();
    }

    private static boolean calls(Folder folder, String path) {
        return folder.modules.values().stream()
                .anyMatch(it -> resolve(folder.path, source(it.body())).equals(path));
    }

    Collection<Folder> all() {
        return folders.values();
    }

    Set<String> paths() {
        return folders.keySet();
    }

    /// The folder that a module call names, when it is among these files.
    @Nullable Folder called(Folder from, Body call) {
        return folders.get(resolve(from.path, source(call)));
    }

    static String source(Body call) {
        return call.argument("source")
                .map(it -> it.value() instanceof Expression.Literal text ? text.value() : null)
                .map(String::valueOf)
                .orElse("");
    }

    /// A relative path from a folder; empty when it leaves all of them.
    static String resolve(String from, String relative) {
        List<String> names = new ArrayList<>();
        if (!from.isEmpty()) {
            names.addAll(List.of(from.split("/", -1)));
        }
        for (String name : relative.split("/", -1)) {
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    return "";
                }
                names.removeLast();
            } else if (!name.equals(".") && !name.isEmpty()) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
