package dev.twinkeel.twin;

import java.util.List;
import java.util.Optional;

/// What an agent answers a gate: who may write where, and for how long from now.
///
/// @param mark changes whenever anything but the validity does; a gate that names the mark it has
///   seen is answered when there is another, or after a while
public record Grants(String mark, List<Given> grants) {
    public static Grants of(List<Given> grants) {
        return new Grants(mark(grants), grants);
    }

    /// Of everything but the validity.
    public static String mark(List<Given> grants) {
        StringBuilder words = new StringBuilder();
        for (Given given : grants) {
            words.append(given.database())
                    .append(given.epoch())
                    .append(given.writer())
                    .append(given.readers())
                    .append(given.validMillis() > 0)
                    .append(given.away())
                    .append(given.leaving());
        }
        return Integer.toHexString(words.toString().hashCode());
    }

    /// @param writer name of the member that accepts writes; empty when nobody may
    /// @param validMillis how long the gate may lead writers there, from the instant *before* it
    ///   asked
    /// @param readers names of the members of this region that serve reads
    /// @param away the writer is in another region, around a planned move, and this is what that
    ///   region grants; never passed on again
    /// @param leaving users who are here still are served, and seen off to another region
    public record Given(
            String database,
            long epoch,
            Optional<String> writer,
            long validMillis,
            List<String> readers,
            boolean away,
            boolean leaving) {
        /// As much later.
        public Given after(long millis) {
            return new Given(
                    database,
                    epoch,
                    writer,
                    Math.max(0, validMillis - millis),
                    readers,
                    away,
                    leaving);
        }

        /// For the gates of another region, whose own members serve reads there.
        public Given away(List<String> nearReaders, boolean leaving) {
            return new Given(
                    database, epoch, writer, validMillis, nearReaders, /* away= */ true, leaving);
        }
    }
}
