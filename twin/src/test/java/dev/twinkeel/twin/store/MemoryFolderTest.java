package dev.twinkeel.twin.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Also where the machine has no folder in memory.
final class MemoryFolderTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir private Path folder;

    private Path link;
    private Path copy;

    @BeforeEach
    void make() throws Exception {
        link = folder.resolve("app/secrets");
        MemoryFolder.make(link);
        Files.writeString(link.resolve("orders-db"), "secret");
        copy = Files.createDirectories(folder.resolve("app2")).resolve("secrets");
        Files.copy(link, copy, LinkOption.NOFOLLOW_LINKS);
    }

    @AfterEach
    void free() {
        MemoryFolder.free(link);
        MemoryFolder.free(copy);
    }

    @Test
    void whoFreesACopyOfTheLinkLeavesTheFolder() {
        MemoryFolder.free(copy);
        assertThat(copy).doesNotExist();
        assertThat(link.resolve("orders-db")).hasContent("secret");
    }

    @Test
    void aCopyOfTheLinkIsGivenAFolderOfItsOwn() throws Exception {
        MemoryFolder.make(copy);
        assertThat(copy.toRealPath()).isNotEqualTo(link.toRealPath());
        assertThat(copy.resolve("orders-db")).doesNotExist();
        assertThat(link.resolve("orders-db")).hasContent("secret");
    }

    @Test
    void aFolderThatIsThereIsKeptAndOneThatIsGoneMadeAgain() throws Exception {
        MemoryFolder.make(link);
        assertThat(link.resolve("orders-db")).hasContent("secret");
        Path real = link.toRealPath();
        MemoryFolder.free(link);
        assertThat(real).doesNotExist();
        if (Files.isWritable(MEMORY)) {
            Files.createSymbolicLink(link, real);
        }
        MemoryFolder.make(link);
        assertThat(link.resolve("orders-db")).doesNotExist();
        assertThat(link).isDirectory();
    }

    @Test
    void onlyAnOldFolderWithoutAnOwnerIsSwept() throws Exception {
        if (!Files.isWritable(MEMORY)) {
            return;
        }
        Path made = Files.createTempDirectory(MEMORY, "twinkeel-");
        try {
            MemoryFolder.make(copy);
            assertThat(made).exists();
            Instant old = Instant.now().minus(Duration.ofMinutes(10));
            Files.setLastModifiedTime(made, FileTime.from(old));
            MemoryFolder.make(copy);
            assertThat(made).doesNotExist();
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
