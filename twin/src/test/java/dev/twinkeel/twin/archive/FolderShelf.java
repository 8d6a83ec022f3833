package dev.twinkeel.twin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A shelf in a folder, which can be lost and found again.
final class FolderShelf implements Shelf {
    private final Path folder;
    private volatile boolean lost;

    FolderShelf(Path folder) {
        this.folder = folder;
    }

    void lose(boolean now) {
        lost = now;
    }

    private Path path(String key) throws IOException {
        if (lost) {
            throw new IOException("the store does not answer");
        }
        return folder.resolve(key);
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        Path path = path(key);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    @Override
    public void put(String key, Path file) throws IOException {
        put(key, Files.readAllBytes(file));
    }

    @Override
    public InputStream get(String key) throws IOException {
        return Files.newInputStream(path(key));
    }

    @Override
    public List<Item> list(String prefix) throws IOException {
        Path all = path("");
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(all)) {
            return tree.filter(Files::isRegularFile)
                    .map(it -> new Item(folder.relativize(it).toString(), it.toFile().length()))
                    .filter(it -> it.key().startsWith(prefix))
                    .sorted(java.util.Comparator.comparing(Item::key))
                    .toList();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(path(key));
    }
}
