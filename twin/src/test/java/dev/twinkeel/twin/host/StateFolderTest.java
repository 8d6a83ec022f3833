package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final int SECRETS = 50;
    private static final int ASKERS = 8;

    @TempDir Path folder;

    @Test
    void everybodyWhoAsksForASecretAtTheSameTimeGetsTheSame() throws Exception {
        var state = new StateFolder(folder);
        try (var executor = Executors.newFixedThreadPool(ASKERS)) {
            for (int i = 0; i < SECRETS; i++) {
                String name = "key-" + i;
                List<Callable<String>> askers = new ArrayList<>();
                for (int j = 0; j < ASKERS; j++) {
                    askers.add(() -> Files.readString(state.secret(name)));
                }
                Set<String> told = new HashSet<>();
                for (Future<String> each : executor.invokeAll(askers)) {
                    told.add(each.get());
                }
                assertThat(told).as(name).hasSize(1);
            }
        }
    }
}
