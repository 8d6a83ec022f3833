package dev.twinkeel.stores.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void aNewKeyIsGoodAtOnceAndOneThatIsGoneIsBadSoon() throws IOException {
        Keys keys = Keys.read(replace("key A orders carts one"));
        assertThat(keys.of("B")).isEmpty();

        replace("key A orders carts one", "key B orders carts two");
        assertThat(keys.of("B")).hasValueSatisfying(it -> assertThat(it.opens("carts")).isTrue());
        Right before = keys.of("A").orElseThrow();
        before.use();
        replace("key B orders carts two", "key A orders carts one");
        assertThat(keys.used()).containsOnlyKeys("A");

        replace("key B orders carts two");
        Instant end = Instant.now().plus(LONG);
        while (keys.of("A").isPresent()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(keys.used()).isEmpty();
    }

    @Test
    void aKeyOpensWhatItNamesAndNothingElse() throws IOException {
        Keys keys = Keys.read(replace("key A orders carts,sessions one", "key B drill * two"));

        Right orders = keys.of("A").orElseThrow();
        assertThat(orders.opens("sessions")).isTrue();
        assertThat(orders.opens("cart")).isFalse();
        assertThat(orders.opens("*")).isFalse();
        assertThat(orders.all()).isFalse();
        assertThat(keys.of("B").orElseThrow().opens("anything")).isTrue();
    }

    @Test
    void whatIsNoKeysFileIsNotRead() throws IOException {
        Path file = replace("A carts /some/file");
        assertThatThrownBy(() -> Keys.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("begins with A");
    }

    @Test
    void aRefusalIsALineOfTheFlowLogWhateverWasAskedFor() throws IOException {
        Path log = folder.resolve("flows").resolve("tables-mumbai.log");
        Keys keys = Keys.read(replace("flows shop tables-mumbai mumbai " + log));
        var end = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4);
        keys.refusals().add("catalog", "shop carts\n2 x", "not-used", end, end);

        Instant stop = Instant.now().plus(LONG);
        while (!Files.exists(log) || Files.readAllLines(log).size() < 2) {
            assertThat(Instant.now()).isBefore(stop);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(2);
        List<String> names = List.of(lines.getFirst().split(" ", -1));
        List<String> fields = List.of(lines.getLast().split(" ", -1));
        assertThat(fields).hasSameSizeAs(names);
        assertThat(fields.get(names.indexOf("action"))).isEqualTo("REJECT");
        assertThat(fields.get(names.indexOf("src-service"))).isEqualTo("catalog");
        assertThat(fields.get(names.indexOf("dst-name"))).isEqualTo("shop?carts?2?x");
        assertThat(fields.get(names.indexOf("reason"))).isEqualTo("not-used");
    }

    private Path replace(String... lines) throws IOException {
        Path next = Files.write(folder.resolve("next"), List.of(lines));
        return Files.move(next, folder.resolve("keys"), StandardCopyOption.REPLACE_EXISTING);
    }
}
