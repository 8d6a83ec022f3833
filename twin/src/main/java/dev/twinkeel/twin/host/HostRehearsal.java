package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.WholeFolder;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs what a host does at a start, for a small application in a throw-away folder, so that the
/// JVM can record which classes it needs.
///
/// It starts no process that stays: whatever ends this one, nothing is left running.
final class HostRehearsal {
    private static final System.Logger LOG = System.getLogger(HostRehearsal.class.getName());
    private static final int ROUNDS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String FILE =
            """
            application: rehearsal
            regions:
              mumbai:
              singapore:
            services:
              web:
                run: java Web
                routes: [ / ]
                uses: [ rehearsal-db ]
            databases:
              rehearsal-db:
            objectives:
              zone: { rto: 30s, rpo: 0s }
            load:
              rate: 200/s
              read:
                - { path: / }
            """;

    private HostRehearsal() {}

    static void run() throws IOException {
        Path folder = Files.createTempDirectory("twinkeel-rehearsal");
        try {
            Path file = Files.writeString(folder.resolve(ApplicationFile.DEFAULT_NAME), FILE);
            if (ApplicationFile.parse(file.toString(), FILE) instanceof Parsed.Valid valid) {
                rehearse(valid.application(), file, new StateFolder(folder.resolve(".twinkeel")));
            } else {
                throw new IllegalStateException("the rehearsal's file is not valid: " + FILE);
            }
        } finally {
            Folders.forgetOpen(new StateFolder(folder.resolve(".twinkeel")));
            WholeFolder.delete(folder);
        }
    }

    private static void rehearse(Application application, Path file, StateFolder state)
            throws IOException {
        Files.createDirectories(state.logs());
        Folders.prepare(state, /* fresh= */ false);
        Processes processes = new Processes(state.root());
        processes.sweep();
        Optional<AddressPlan.Octets> octets =
                AddressPlan.Octets.claim(1, Layout.places(application));
        AddressPlan plan = octets.isPresent() ? octets.get() : new AddressPlan.Ports(1);
        try {
            new Preflight(application, new Spots(file)).check(plan, state);
            PostgresInstallation postgres =
                    PostgresInstallation.find(CacheFolder.path(), state.root());
            try (Host host = new Host(application, file, state, plan, processes, postgres, LIMIT);
                    HostControl _ = HostControl.open(host, state, file, () -> {})) {
                host.rehearse();
                errand(processes, state);
                ask(state);
            }
        } finally {
            octets.ifPresent(AddressPlan.Octets::close);
        }
    }

    /// Starts a process, and sees it end.
    private static void errand(Processes processes, StateFolder state) {
        new Errands(processes)
                .run(
                        "rehearsal",
                        List.of("/bin/sh", "-c", "exit 0"),
                        state.root(),
                        state.logs().resolve("rehearsal.log"),
                        LIMIT);
    }

    private static void ask(StateFolder state) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT.toSeconds());
        TwinClient.Contact contact = Json.read(state.twin(), TwinClient.Contact.class);
        try (TwinClient client = new TwinClient(contact)) {
            for (int i = 0; i < ROUNDS && System.nanoTime() < deadline; i++) {
                int units = client.status().processes().size();
                LOG.log(System.Logger.Level.DEBUG, "units: {0}", units);
            }
            client.journal();
            client.doors();
        }
    }
}
