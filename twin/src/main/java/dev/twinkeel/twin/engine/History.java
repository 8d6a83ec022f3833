package dev.twinkeel.twin.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The timelines that a member's data went through, and where each was left (PostgreSQL manual,
/// 25.3.6). The last one is its own, and was not left yet.
///
/// @param mark the epoch's mark that it shows, because two timelines may have one number
record History(List<Past> pasts, long mark) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    History {
        pasts = List.copyOf(pasts);
    }

    /// @param until position at which it was left; the greatest number when it was not
    record Past(int timeline, long until) {}

    /// Of a member that answers, primary or standby.
    static History of(Wire wire) {
        int timeline =
                wire.row("look", LIMIT, PostgresSql.SIGHT, PostgresSql::sight)
                        .position()
                        .timeline();
        String file =
                wire.row(
                        "read the history of timeline " + timeline,
                        LIMIT,
                        "SELECT coalesce(pg_read_file('pg_wal/%08X.history', 0, 65536, true), '')"
                                .formatted(timeline),
                        row -> row.getString(1));
        long mark = wire.row("look at the mark", LIMIT, PostgresSql.SEEN, row -> row.getLong(1));
        return parse(timeline, file, mark);
    }

    /// @param file lines of a timeline, a position in hexadecimal, and a reason
    static History parse(int timeline, String file, long mark) {
        List<Past> pasts = new ArrayList<>();
        for (String line : file.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length >= 2 && words[0].matches("\\d+") && words[1].contains("/")) {
                pasts.add(new Past(Integer.parseInt(words[0]), position(words[1])));
            }
        }
        pasts.add(new Past(timeline, Long.MAX_VALUE));
        return new History(pasts, mark);
    }

    private static long position(String hexadecimal) {
        String[] halves = hexadecimal.split("/", 2);
        return (Long.parseLong(halves[0], 16) << 32) | Long.parseLong(halves[1], 16);
    }
}
