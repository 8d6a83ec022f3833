package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.model.Database;
import dev.twinkeel.twin.Soon;
import dev.twinkeel.twin.engine.Logins;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.PostgresSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The turn of a database's owner to get a new password, while a member does not follow. Pods that
/// read that password alone must have the one that the primary lets in.
final class RotationsTest {
    private static final String PRIMARY = "orders-db-mumbai-a";
    private static final String OWNER = "orders_db";

    @TempDir private Path folder;

    private Ground ground;
    private PostgresServer primary;
    private Rotations rotations;
    private Path ofPod;

    @BeforeEach
    void open() throws Exception {
        ground = new Ground(folder);
        StateFolder state = ground.state;
        Database database = ground.layout.application().databases().getFirst();
        primary = ground.members.server(PRIMARY);
        primary.createPrimary();
        primary.start();
        new LoginFile(state, database).begin();
        try (PostgresControl control = control()) {
            control.create(OWNER, OWNER, state.secret(database.name()), Optional.empty());
        }
        commitsWaitFor(Set.of());
        var pods = new PodSecrets(state);
        ofPod = pods.open("web-1").copy(database.name(), () -> state.secret(database.name()));
        rotations =
                new Rotations(
                        ground.layout, state, pods, ground.members, _ -> Optional.of(PRIMARY));
        // The second role's turn; then it is the owner's.
        assertThat(rotations.rotate("").role()).isNotEqualTo(OWNER);
        assertThat(letsIn()).isTrue();
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void aPodHasTheOwnersPasswordAlsoWhenAMemberDoesNotFollow() {
        PostgresServer strange = ground.members.server("orders-db-mumbai-b");
        strange.createPrimary();
        strange.start();
        String before = Ground.text(ofPod);
        assertThatThrownBy(() -> rotations.rotate("")).hasMessageContaining(strange.spec().name());
        assertThat(ofPod).content().isNotEqualTo(before);
        assertThat(letsIn()).isTrue();
    }

    @Test
    void aPasswordWhoseCommitWaitedTooLongIsNotForgotten() {
        String before = Ground.text(ofPod);
        commitsWaitFor(Set.of("orders-db-mumbai-b"));
        CompletableFuture<Rotated> rotated =
                CompletableFuture.supplyAsync(() -> rotations.rotate(""));
        // Nobody else logs in as the owner: the rotation has given up waiting, and asks.
        Soon.await(
                "asked",
                () ->
                        rotated.isDone()
                                || Ground.text(primary.spec().log())
                                        .contains("authentication failed"));
        commitsWaitFor(Set.of());
        assertThat(rotated.join().role()).isEqualTo(OWNER);
        assertThat(ofPod).content().isNotEqualTo(before);
        assertThat(letsIn()).isTrue();
    }

    private boolean letsIn() {
        PostgresSpec spec = primary.spec();
        try (Logins logins = new Logins(spec.name(), spec.listen(), spec.superuserPasswordFile())) {
            return logins.lets(OWNER, Ground.text(ofPod).strip(), OWNER);
        }
    }

    private void commitsWaitFor(Set<String> standbys) {
        try (PostgresControl control = control()) {
            control.synchronise(standbys);
        }
    }

    private PostgresControl control() {
        PostgresSpec spec = primary.spec();
        return new PostgresControl(spec.name(), spec.listen(), spec.superuserPasswordFile());
    }
}
