package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a small application's database stands on: addresses of its own and an empty state folder.
/// Nothing runs at first.
final class Ground implements AutoCloseable {
    private static final String FILE =
            """
            application: shop
            regions:
              mumbai:
              singapore:
            services:
              web:
                run: web
                uses: [ orders-db ]
            databases:
              orders-db:
            """;

    final Layout layout;
    final StateFolder state;
    final Processes processes;
    final Members members;
    private final Optional<AddressPlan.Octets> octets;

    Ground(Path folder) throws IOException {
        Application application = read(FILE);
        octets = AddressPlan.Octets.claim(1, Layout.places(application));
        layout =
                new Layout(
                        application, octets.isPresent() ? octets.get() : new AddressPlan.Ports(1));
        state = new StateFolder(folder.toRealPath());
        Files.createDirectories(state.logs());
        Folders.prepare(state, /* fresh= */ false);
        processes = new Processes(state.root());
        members =
                new Members(
                        layout,
                        state,
                        processes,
                        PostgresInstallation.find(CacheFolder.path(), state.root()),
                        new Spots(folder.resolve("twinkeel.yaml")));
    }

    @Override
    public void close() {
        processes.close();
        octets.ifPresent(AddressPlan.Octets::close);
    }

    static Application read(String file) {
        return switch (ApplicationFile.parse("twinkeel.yaml", file)) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
