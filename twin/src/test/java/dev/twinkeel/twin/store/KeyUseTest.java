package dev.twinkeel.twin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.stores.front.Keeper;
import dev.twinkeel.stores.front.Rules;
import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asks what stands before the queues' broker. Both have the question's name, and neither knows the
/// other.
final class KeyUseTest {
    private static final String SECRET = "secret";

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init")
    private dev.twinkeel.stores.front.Front front;

    @BeforeEach
    void open() throws IOException {
        Path keys =
                Files.write(
                        folder.resolve("keys"),
                        List.of(
                                "flows shop queues-mumbai mumbai " + folder.resolve("flows.log"),
                                "key OPERATOR drill * " + SECRET,
                                "key ORDERS orders shop-fulfilment " + SECRET));
        front =
                dev.twinkeel.stores.front.Front.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Keeper.read(keys, Rules.QUEUES, InstantSource.system()));
        // Nobody is led there: an engine is not asked for it.
        front.lead(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    @AfterEach
    void close() {
        front.close();
    }

    @Test
    void anEngineTellsWhichKeysWereUsed() throws IOException {
        assertThat(ask("OPERATOR", SECRET)).containsOnlyKeys("OPERATOR");
    }

    @Test
    void onlyWhoMayDoEverythingIsTold() {
        assertThatThrownBy(() -> ask("OPERATOR", "guessed")).hasMessageContaining("answered 4");
        assertThatThrownBy(() -> ask("ORDERS", SECRET)).hasMessageContaining("answered 4");
    }

    private Map<String, Long> ask(String id, String secret) throws IOException {
        InetSocketAddress at = front.address();
        return KeyUse.ask(
                new Address(at.getHostString(), at.getPort()),
                "sqs",
                new AwsAccess.Key(id, secret));
    }
}
