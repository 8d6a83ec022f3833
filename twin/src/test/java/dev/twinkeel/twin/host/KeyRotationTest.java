package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.store.AwsAccess;
import dev.twinkeel.twin.store.KeyRing;
import dev.twinkeel.twin.store.Stores;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rotation that was cut off when one service's new key was kept and another's was not.
final class KeyRotationTest {
    private static final String FILE =
            """
            application: shop
            regions:
              mumbai:
              singapore:
            services:
              catalog:
                run: catalog
              orders:
                run: orders
            """;

    @TempDir private Path folder;

    private StateFolder state;
    private Processes processes;
    private PodSecrets pods;
    private KeyRotation keys;

    @BeforeEach
    void open() throws Exception {
        var layout = new Layout(Ground.read(FILE), new AddressPlan.Ports(1));
        state = new StateFolder(folder.toRealPath());
        Folders.prepare(state, /* fresh= */ false);
        processes = new Processes(state.root());
        pods = new PodSecrets(state);
        var observer =
                new Observer(layout, state, new HttpCaller(), folder.resolve("twinkeel.yaml"));
        var ground = new StoreGround(layout, state, new Errands(processes), observer);
        keys = new KeyRotation(layout, state, pods, Stores.of(ground), Set::of);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void oneThatWasCutOffIsFinishedByTheNext() throws Exception {
        Path catalog = pod("catalog");
        Path orders = pod("orders");
        // A folder that is not empty stands where the file is written.
        Path way = state.sealed().resolve(KeyRing.name("orders") + ".new");
        Files.createDirectories(way.resolve("in"));
        assertThatThrownBy(() -> keys.rotate()).isInstanceOf(UncheckedIOException.class);
        Files.delete(way.resolve("in"));
        Files.delete(way);
        assertThat(keys.rotate().keys()).hasSize(2).allMatch(RotatedKeys.Key::alone);
        assertThat(catalog).hasContent(good("catalog"));
        assertThat(orders).hasContent(good("orders"));
    }

    private Path pod(String service) {
        state.secret(KeyRing.name(service));
        return pods.open(service + "-1").file(AwsAccess.CREDENTIALS, () -> good(service));
    }

    private String good(String service) {
        KeyRing ring = KeyRing.read(Ground.text(state.secret(KeyRing.name(service))));
        return AwsAccess.text(ring.keys(service).getFirst());
    }
}
