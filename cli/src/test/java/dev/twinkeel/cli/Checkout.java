package dev.twinkeel.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files of this checkout that people write: everything but what is made from them.
final class Checkout {
    /// Folders of made files; the same as in `.gitignore`.
    private static final Set<String> MADE =
            Set.of("target", "node_modules", ".git", ".twinkeel", ".idea", ".vscode");

    /// Longer than any text that a person writes here.
    private static final long TEXT_BYTES_MAX = 2_000_000;

    private Checkout() {}

    /// Maven runs the tests of a module in the module's folder.
    static Path root() {
        Path root = Path.of("").toAbsolutePath().getParent();
        if (root == null || !Files.exists(root.resolve("twinkeel"))) {
            throw new IllegalStateException("find the checkout: no launcher beside " + root);
        }
        return root;
    }

    static List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root(), new Written(files));
        } catch (IOException e) {
            throw new UncheckedIOException("list the files of the checkout", e);
        }
        return files.stream().sorted().toList();
    }

    static List<Path> files(String extension) {
        return files().stream().filter(file -> file.toString().endsWith(extension)).toList();
    }

    /// The lines of a text file; empty for a file that is no text.
    static Optional<List<String>> lines(Path file) {
        try {
            return Files.size(file) > TEXT_BYTES_MAX
                    ? Optional.empty()
                    : Optional.of(Files.readAllLines(file));
        } catch (MalformedInputException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("read " + file, e);
        }
    }

    private static final class Written extends SimpleFileVisitor<Path> {
        private final List<Path> files;

        Written(List<Path> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return MADE.contains(folder.getFileName().toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        /// Another process may delete its temporary file while this walks.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException exception) {
            return FileVisitResult.CONTINUE;
        }
    }
}
