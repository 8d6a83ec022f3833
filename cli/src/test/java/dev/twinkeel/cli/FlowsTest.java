package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Door;
import dev.twinkeel.traffic.FlowLog;
import dev.twinkeel.twin.guard.FlowFile;
import dev.twinkeel.twin.guard.FlowRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command, on files as the processes of a twin write them.
final class FlowsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir private Path folder;

    @BeforeEach
    void init() {
        Said.by("init", folder.toString(), "--name", "shop");
    }

    @Test
    void beforeTheFirstStartThereIsNone() {
        Said said = flows();

        assertThat(said.exit()).isEqualTo(Exit.USAGE);
        assertThat(said.err()).contains("no flow log yet").contains("twinkeel up");
    }

    @Test
    void theLastOnesAreShownAndOfThoseThatWereRefusedOnlyThey() {
        try (FlowFile file = file("links")) {
            end(file, "orders", FlowLog.Ending.CLOSED);
            end(file, "catalog", FlowLog.Ending.DENIED);
            end(file, "web", FlowLog.Ending.CLOSED);
        }

        assertThat(flows().out()).contains("orders-1 in", "catalog-1 in", "web-1 in");
        assertThat(flows("-n", "0").out()).isEmpty();
        assertThat(flows("-n", "1").out().lines()).hasSize(1);
        assertThat(flows("--refused").out().lines()).singleElement().asString().contains("catalog");
        assertThat(flows("--json").out().lines()).hasSize(3).allMatch(it -> it.startsWith("{"));
        assertThat(flows("-n", "-1").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void whoFollowsIsShownWhatEndsFromThenOnAlsoInNewFiles() throws Exception {
        var heard = new Said.Heard(false);
        String[] arguments = arguments(List.of("--follow", "--refused"));
        Files.createDirectories(folder.resolve(".twinkeel/flows"));
        try (FlowFile links = file("links");
                FlowFile gates = file("gates")) {
            end(links, "orders", FlowLog.Ending.DENIED);
            Thread following =
                    Thread.ofVirtual().start(() -> Main.run(heard.terminal(), arguments));
            try {
                await(heard, "orders-1 in");
                end(links, "web", FlowLog.Ending.CLOSED);
                end(links, "catalog", FlowLog.Ending.DENIED);
                await(heard, "catalog-1 in");
                end(gates, "carts", FlowLog.Ending.DENIED);
                await(heard, "carts-1 in");
                assertThat(following.isAlive()).isTrue();
            } finally {
                following.interrupt();
            }

            assertThat(following.join(LIMIT)).isTrue();
        }
        assertThat(heard.out().lines()).hasSize(3).noneMatch(it -> it.contains("web-1"));
    }

    private static void await(Said.Heard heard, String words) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!heard.out().contains(words) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(heard.out()).as(heard.err()).contains(words);
    }

    private Said flows(String... more) {
        return Said.by(arguments(List.of(more)));
    }

    private String[] arguments(List<String> more) {
        List<String> all = new ArrayList<>(List.of("flows", "-f", folder.toString()));
        all.addAll(more);
        return all.toArray(String[]::new);
    }

    private FlowFile file(String name) {
        return FlowFile.open(folder.resolve(".twinkeel/flows/" + name + ".log"), "shop");
    }

    private static void end(FlowFile file, String service, FlowLog.Ending ending) {
        var refusal =
                ending == FlowLog.Ending.DENIED
                        ? Optional.of("not-used")
                        : Optional.<String>empty();
        file.log(new FlowRecord.Way("link-mumbai-a-mumbai", "mumbai-a", "mumbai", "queues"))
                .ended(
                        new FlowLog.Flow(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_000),
                                new InetSocketAddress(InetAddress.ofLiteral("127.5.1.2"), 25_840),
                                Optional.empty(),
                                3,
                                4,
                                Duration.ofMillis(5),
                                ending,
                                new Door.Verdict(service, service + "-1", refusal)));
    }
}
