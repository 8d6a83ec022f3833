package dev.twinkeel.aws.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rendered Terraform in a folder of its own, with its states in files beside it instead of in
/// buckets: a bucket is a folder, a key is a path in it. Deleted when it is closed.
final class Copy implements AutoCloseable {
    private static final Pattern BACKEND =
            Pattern.compile(
                    "backend \"s3\" \\{[^}]*?bucket\\s*=\\s*\"([^\"]+)\"[^}]*?key\\s*=\\s*\"([^\"]+)\"[^}]*?\\}");
    private static final Pattern REMOTE =
            Pattern.compile(
                    "backend\\s*=\\s*\"s3\"\\s*config\\s*=\\s*\\{[^}]*?bucket\\s*=\\s*\"([^\"]+)\"[^}]*?key\\s*=\\s*\"([^\"]+)\"[^}]*?\\}");

    private final Path folder;

    Copy(Map<String, String> files) {
        try {
            folder = Files.createTempDirectory("terraform-proof");
            for (Map.Entry<String, String> file : files.entrySet()) {
                if (file.getKey().startsWith("terraform/")) {
                    Path path = folder.resolve(file.getKey());
                    Files.createDirectories(Objects.requireNonNull(path.getParent()));
                    Files.writeString(path, file.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("copy the rendered files to a temporary folder", e);
        }
    }

    Path root() {
        return folder.resolve("terraform");
    }

    Path buckets() {
        return folder.resolve("buckets");
    }

    /// States are read and written in files from now on.
    void localise() {
        for (Path file : files(".tf")) {
            String text = read(file);
            String changed =
                    replaced(
                            REMOTE,
                            replaced(BACKEND, text, "backend \"local\" {\n    path = \"%s\"\n  }"),
                            "backend = \"local\"\n\n  config = {\n    path = \"%s\"\n  }");
            if (!changed.equals(text)) {
                write(file, changed);
            }
        }
    }

    private String replaced(Pattern pattern, String text, String instead) {
        Matcher matcher = pattern.matcher(text);
        return matcher.replaceAll(
                it ->
                        Matcher.quoteReplacement(
                                instead.formatted(
                                        buckets().resolve(it.group(1)).resolve(it.group(2)))));
    }

    /// What a bucket holds appears in the other one, as replication does it.
    ///
    /// @param prefix of what is copied
    void replicate(String from, String to, String prefix) {
        Path source = buckets().resolve(from).resolve(prefix);
        if (!Files.isDirectory(source)) {
            return;
        }
        try (var all = Files.walk(source)) {
            for (Path it : all.filter(Files::isRegularFile).toList()) {
                Path target =
                        buckets()
                                .resolve(to)
                                .resolve(prefix)
                                .resolve(source.relativize(it).toString());
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                boolean newer =
                        !Files.exists(target)
                                || Files.getLastModifiedTime(it)
                                                .compareTo(Files.getLastModifiedTime(target))
                                        > 0;
                if (newer && !it.toString().endsWith(".backup")) {
                    Files.copy(
                            it,
                            target,
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("copy the states of " + from + " to " + to, e);
        }
    }

    /// The bucket is in a region that cannot be reached.
    void lose(String bucket) {
        Path source = buckets().resolve(bucket);
        if (Files.isDirectory(source)) {
            try {
                Files.move(source, buckets().resolve(bucket + ".lost"));
            } catch (IOException e) {
                throw new UncheckedIOException("hide the bucket " + bucket, e);
            }
        }
    }

    List<Path> files(String suffix) {
        try (var all = Files.walk(root())) {
            return all.filter(
                            it ->
                                    it.toString().endsWith(suffix)
                                            && !it.toString().contains("/.terraform/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list " + root(), e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + file, e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + file, e);
        }
    }

    @Override
    public void close() {
        try (var all = Files.walk(folder)) {
            for (Path it : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(it);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + folder, e);
        }
    }
}
