package dev.twinkeel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A folder that an application was rendered into. A list of checksums stands beside the files, so
/// that the next rendering can tell what it wrote from what somebody else wrote or changed, and
/// overwrites nothing of theirs unasked. Each file is written whole or not at all.
final class RenderedFolder {
    /// As `sha256sum --check` reads it. Its first line names the application.
    static final String LIST = "rendered.sha256";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
    private static final Pattern TITLE = Pattern.compile("# (\\S+), as Twinkeel rendered it.*");

    /// Names that a message tells before it counts the others.
    private static final int TOLD = 5;

    private final Path folder;
    private final String application;
    private final Map<String, Set<String>> known = new HashMap<>();

    /// @throws Trouble when another application was rendered there, or the list cannot be read
    RenderedFolder(Path folder, String application) {
        this.folder = folder;
        this.application = application;
        Path list = folder.resolve(LIST);
        if (Files.exists(list)) {
            List<String> lines = lines(list);
            refuseAnother(lines, list);
            for (String line : lines) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    known.computeIfAbsent(matcher.group(2), _ -> new TreeSet<>())
                            .add(matcher.group(1));
                }
            }
        }
    }

    private void refuseAnother(List<String> lines, Path list) {
        Matcher title = TITLE.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (title.matches() && !title.group(1).equals(application)) {
            throw new Trouble(
                    Exit.USAGE,
                    "render %s into %s: %s was rendered there (%s:1)"
                            .formatted(application, folder, title.group(1), list),
                    "Name a folder of its own for each application. If this one only got another"
                            + " name, delete the list and render with --overwrite.");
        }
    }

    /// Writes what is not there already.
    ///
    /// @param files text by path, with `/` between names
    /// @param overwrite also what somebody else wrote or changed
    /// @return what an earlier rendering wrote, this one does not, and is still there
    /// @throws Trouble when something of somebody else would be lost, or cannot be written
    Set<String> write(Map<String, String> files, boolean overwrite) {
        Map<String, String> sums = new TreeMap<>();
        Set<String> theirs = new TreeSet<>();
        Set<String> old = new TreeSet<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            String name = file.getKey();
            String sum = sum(file.getValue().getBytes(StandardCharsets.UTF_8));
            sums.put(name, sum);
            Path path = folder.resolve(name);
            String there = Files.isRegularFile(path) ? there(path) : "";
            if (!there.equals(sum)) {
                old.add(name);
            }
            if (!there.isEmpty()
                    && !there.equals(sum)
                    && !known.getOrDefault(name, Set.of()).contains(there)) {
                theirs.add(name);
            }
        }
        if (!theirs.isEmpty() && !overwrite) {
            throw new Trouble(
                    Exit.USAGE,
                    "render %s into %s: not as Twinkeel wrote it: %s"
                            .formatted(application, folder, told(theirs)),
                    "Commit or copy what is yours, then render with --overwrite and look at the"
                            + " difference; or name another folder.");
        }
        Set<String> left = left(files.keySet());
        // Both, so that after a full disk the next rendering still knows what is its own.
        list(sums, known, 0, old.size());
        int written = 0;
        for (String path : old) {
            replace(path, Objects.requireNonNull(files.get(path)), written++, old.size());
        }
        Map<String, Set<String>> kept = new HashMap<>(known);
        kept.keySet().retainAll(left);
        list(sums, kept, written, old.size());
        return left;
    }

    private Set<String> left(Set<String> rendered) {
        return known.keySet().stream()
                .filter(it -> !rendered.contains(it) && Files.exists(folder.resolve(it)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void list(
            Map<String, String> sums, Map<String, Set<String>> also, int written, int all) {
        var lines = new TreeSet<String>();
        sums.forEach((path, sum) -> lines.add(path + "\n" + sum));
        also.forEach((path, some) -> some.forEach(sum -> lines.add(path + "\n" + sum)));
        var text =
                new StringBuilder(
                        "# %s, as Twinkeel rendered it; what was changed since: sha256sum --check --quiet %s\n"
                                .formatted(application, LIST));
        for (String line : lines) {
            int end = line.indexOf('\n');
            text.append(line, end + 1, line.length())
                    .append("  ")
                    .append(line, 0, end)
                    .append('\n');
        }
        replace(LIST, text.toString(), written, all);
    }

    /// Never leaves half a file: the disk may be full.
    private void replace(String name, String text, int written, int all) {
        Path file = folder.resolve(name);
        Path parent = Objects.requireNonNull(file.getParent());
        Path part = parent.resolve("." + file.getFileName() + ".part");
        try {
            Files.createDirectories(parent);
            try {
                Files.writeString(part, text);
                if (text.startsWith("#!")) {
                    part.toFile().setExecutable(true, false);
                }
                Files.move(
                        part,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "write %s: %s; %d of %d files were written"
                            .formatted(file, reason(e), written, all),
                    remedy(e, file));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException it -> it.getFile() + " is no folder";
            case AccessDeniedException it -> "you may not write " + it.getFile();
            case NoSuchFileException it -> it.getFile() + " cannot be made";
            case FileSystemException it when it.getReason() != null ->
                    Objects.requireNonNull(it.getReason());
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
    }

    private static String remedy(IOException e, Path file) {
        if (Files.isDirectory(file)) {
            return "Move the folder " + file + " away, or name another one.";
        }
        return switch (e) {
            case FileAlreadyExistsException it ->
                    "Move " + it.getFile() + " away, or name another folder.";
            case AccessDeniedException _, NoSuchFileException _ ->
                    "Name a folder that %s may write to."
                            .formatted(System.getProperty("user.name"));
            default ->
                    "Make room, or name a folder on another disk; then render again: what is there"
                            + " already is not written twice.";
        };
    }

    private static String there(Path file) {
        try {
            return sum(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "read %s: %s".formatted(file, e),
                    "Make it readable, or name another folder.");
        }
    }

    private static List<String> lines(Path list) {
        try {
            return Files.readAllLines(list);
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "read %s: %s".formatted(list, e),
                    "Make it readable, or name another folder.");
        }
    }

    /// `a, b and 12 more`.
    static String told(Set<String> paths) {
        String first = paths.stream().limit(TOLD).collect(Collectors.joining(", "));
        return paths.size() <= TOLD ? first : first + " and " + (paths.size() - TOLD) + " more";
    }

    private static String sum(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
