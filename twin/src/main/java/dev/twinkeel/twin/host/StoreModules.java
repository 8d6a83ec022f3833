package dev.twinkeel.twin.host;

import dev.twinkeel.twin.store.ClassPath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the engines' modules of this checkout are, `stores/<module>`: each with libraries that
/// never come near the product's.
///
/// Maven writes the libraries of a module to `target/class-path`. The launcher lays the modules of
/// a build out beside our own jars, one file `stores/<module>` with the whole class path, so that a
/// later build changes nothing under a running twin. A module that is built apart from the rest is
/// taken from its own `target` folder.
final class StoreModules {
    private StoreModules() {}

    static Optional<ClassPath> classPath(String module) {
        return classPath(module, here());
    }

    /// @param here the jar or folder of the product's own classes
    static Optional<ClassPath> classPath(String module, Path here) {
        try {
            Path laidOut = here.resolveSibling("stores").resolve(module);
            if (Files.isRegularFile(laidOut)) {
                return Optional.of(new ClassPath(Files.readString(laidOut).strip()));
            }
            for (Path up = here; up != null; up = up.getParent()) {
                Path folder = up.resolve("stores").resolve(module);
                if (Files.exists(folder.resolve("pom.xml"))) {
                    return built(folder.resolve("target"));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("look for the module stores/" + module, e);
        }
    }

    private static Optional<ClassPath> built(Path target) throws IOException {
        Path libraries = target.resolve("class-path");
        if (!Files.exists(libraries)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            List<String> own =
                    files.map(Path::toString).filter(it -> it.endsWith(".jar")).sorted().toList();
            String rest = Files.readString(libraries).strip();
            return own.isEmpty() && rest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new ClassPath(
                                    String.join(
                                            File.pathSeparator,
                                            Stream.concat(own.stream(), Stream.of(rest))
                                                    .filter(it -> !it.isEmpty())
                                                    .toList())));
        }
    }

    private static Path here() {
        try {
            return Path.of(
                    StoreModules.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("find the product's own classes", e);
        }
    }
}
