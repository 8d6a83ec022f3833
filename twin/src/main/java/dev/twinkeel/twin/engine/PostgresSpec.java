package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;

/// One member of a database: where it lives and listens.
///
/// @param name the member's name, by which its upstream knows it; also its process's name
/// @param place for example `mumbai-a`
/// @param listen its own address, that nothing else listens on
/// @param folder everything of this member: `data`, `aside`, its libpq password file
/// @param log its output
/// @param superuserPasswordFile the password of PostgreSQL's `postgres`, the same for all members
///   of a twin
public record PostgresSpec(
        String name,
        String place,
        Address listen,
        Path folder,
        Path log,
        Path superuserPasswordFile) {
    public PostgresSpec {
        folder = folder.toAbsolutePath().normalize();
        log = log.toAbsolutePath().normalize();
    }

    /// PostgreSQL's data folder.
    public Path data() {
        return folder.resolve("data");
    }

    /// What was kept of the last life.
    public Path aside() {
        return aside(0);
    }

    /// What was kept of the last life but `older`.
    public Path aside(int older) {
        return folder.resolve(older == 0 ? "aside" : "aside-" + older);
    }

    /// libpq's password file, for streaming from another member.
    public Path passFile() {
        return passFile(folder);
    }

    /// The same in the folder of any member. It is there while the member runs: libpq reads files
    /// only, and may be another user than whoever runs the twin.
    public static Path passFile(Path folder) {
        return folder.resolve("pgpass");
    }
}
