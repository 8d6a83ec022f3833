package dev.twinkeel.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The secrets of twins that have run, for what is written when they are gone: reports, wherever a
/// person wants them. Not thread-safe.
final class KnownSecrets {
    /// What [Reports] writes; a person may have named a folder with other things in it.
    private static final Pattern REPORT =
            Pattern.compile("(report|run-[0-9]+|junit)\\.(html|json|txt|xml)");

    private final Map<String, String> secrets = new TreeMap<>();

    /// @param state the folder of a twin that runs
    void learn(Path state) {
        try {
            secrets.putAll(new SecretSearch(state).secrets());
        } catch (IOException e) {
            throw new UncheckedIOException("read the secrets of the twin in " + state, e);
        }
    }

    /// @param reports the folder into which they have just been written
    /// @throws Trouble when a secret stands in one of them, which is deleted
    void mustNotStandIn(Path reports) {
        try (Stream<Path> all = Files.list(reports)) {
            List<Path> files =
                    all.filter(it -> REPORT.matcher(it.getFileName().toString()).matches())
                            .toList();
            List<SecretSearch.Found> found = SecretSearch.in(files, secrets);
            for (SecretSearch.Found each : found) {
                Files.deleteIfExists(each.place());
            }
            if (!found.isEmpty()) {
                throw new Trouble(
                        Exit.BROKEN,
                        "write the report: a secret of the twin stood in it: "
                                + String.join(
                                        ", ",
                                        found.stream().map(SecretSearch.Found::toString).toList()),
                        "These files were deleted. This is a defect of Twinkeel: please report it,"
                                + " with the names of the secrets.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("look for secrets in " + reports, e);
        }
    }
}
