package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmTest {
    private static final int HEAP_MIB = 16;

    @TempDir private Path folder;

    /// Loses a thread to a lack of memory, and goes on without it.
    static final class Hungry {
        private Hungry() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread thread = new Thread(Hungry::eat);
            thread.start();
            thread.join();
        }

        private static void eat() {
            List<byte[]> eaten = new ArrayList<>();
            while (eaten.size() < 2 * HEAP_MIB) {
                eaten.add(new byte[1 << 20]);
            }
        }
    }

    private int exit(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessThatIsOutOfMemoryEndsWhenItIsStartedAgain() throws Exception {
        Path none = folder.resolve("no-cache");
        String main = Hungry.class.getName();
        assertThat(exit(Jvm.process(main, HEAP_MIB, none, List.of()))).isNotZero();
        assertThat(exit(Jvm.alone(main, HEAP_MIB, none, List.of()))).isZero();
    }
}
