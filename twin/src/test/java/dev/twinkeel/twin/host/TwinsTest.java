package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.model.ApplicationFile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host that says nothing, and one that cannot go on for a reason that is no exception.
final class TwinsTest {
    @TempDir private Path folder;

    @Test
    @Timeout(60)
    void aHostThatSaysNothingIsEndedAtTheLimit() throws Exception {
        var start =
                new Twins.Start(
                        folder.resolve("twinkeel.yaml"),
                        new StateFolder(folder),
                        /* attached= */ false,
                        /* fresh= */ false);
        var host = new HostProcess(_ -> {});
        try {
            host.start(new ProcessBuilder("sleep", "600"));
            assertThatThrownBy(() -> Twins.follow(host, start, _ -> {}, Duration.ofSeconds(1)))
                    .isInstanceOf(TwinException.class)
                    .hasMessageContaining("not ready within 1 s");
            assertThat(ProcessHandle.of(host.pid())).isEmpty();
        } finally {
            host.release();
        }
    }

    @Test
    void aHostThatMissesAClassSaysSo() throws Exception {
        Path file = Files.writeString(folder.resolve("twinkeel.yaml"), "application: shop");
        Path said = folder.resolve("said");
        var state = new StateFolder(folder.resolve("state"));
        Files.createDirectories(state.logs());
        Process host =
                new ProcessBuilder(
                                List.of(
                                        Jvm.java(),
                                        "-cp",
                                        classPathWithoutTheModel(),
                                        HostMain.class.getName(),
                                        file.toString(),
                                        state.root().toString(),
                                        "PT1S"))
                        .redirectOutput(said.toFile())
                        .redirectError(state.hostLog().toFile())
                        .start();
        try {
            assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(said))
                    .last()
                    .asString()
                    .startsWith(HostMain.FAILED)
                    .contains(ApplicationFile.class.getSimpleName());
        } finally {
            host.destroyForcibly();
        }
    }

    private static String classPathWithoutTheModel() throws Exception {
        Path model =
                Path.of(
                        ApplicationFile.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        return Arrays.stream(Jvm.classPath().split(File.pathSeparator, -1))
                .filter(it -> !Path.of(it).equals(model))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
