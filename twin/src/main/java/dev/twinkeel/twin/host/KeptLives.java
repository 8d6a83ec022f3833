package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.KeptAside;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The writes that a failover left behind: in what was kept of members that were cloned anew, and
/// in the data of members that are dead. Reads one folder after the other, each with a server of
/// its own that nobody else reaches.
final class KeptLives {
    private final Layout layout;
    private final Members members;
    private final PostgresInstallation postgres;
    private final Processes processes;
    private final Function<String, Optional<String>> primary;

    /// @param primary the member that holds a database's lease now
    KeptLives(
            Layout layout,
            Members members,
            PostgresInstallation postgres,
            Processes processes,
            Function<String, Optional<String>> primary) {
        this.layout = layout;
        this.members = members;
        this.postgres = postgres;
        this.processes = processes;
        this.primary = primary;
    }

    /// Those in which there is something, or which cannot be read.
    ///
    /// @throws TwinException when a database has no primary to compare with
    synchronized List<KeptAside.Life> read() {
        List<KeptAside.Life> found = new ArrayList<>();
        for (Database database : layout.application().databases()) {
            for (Member member : layout.members(database)) {
                PostgresServer server = members.server(member.name());
                var kept = new KeptAside(postgres, processes, server.spec());
                for (Path folder : kept.folders(!server.alive())) {
                    KeptAside.Life life = kept.read(folder, living(database));
                    if (life.matters()) {
                        found.add(life);
                    }
                }
            }
        }
        return found;
    }

    private Address living(Database database) {
        Member holder =
                primary.apply(database.name())
                        .map(layout::member)
                        .orElseThrow(
                                () ->
                                        new TwinException(
                                                "read what was kept aside of %s: it has no primary to compare with"
                                                        .formatted(database.name()),
                                                "Ask again when `twinkeel status` shows one."));
        return layout.member(layout.place(holder.zone()), holder);
    }
}
