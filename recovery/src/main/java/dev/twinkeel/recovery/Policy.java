package dev.twinkeel.recovery;

import java.time.Duration;
import java.util.List;

/// What one engine needs to know to decide about one database: where it stands, who the others are,
/// and how long to wait. Times are real time, or virtual time in the forecast.
///
/// @param place the region of this engine, or the witness
/// @param witness name of the witness, a vantage point in neither region
/// @param preferred the region that holds the lease when there is none yet
/// @param members every possible copy of the database, in all regions, in order of preference
/// @param standing the member of each region that exists even when the region is not the primary
/// @param lease how long a holder may accept writes after asking for its last renewal
/// @param guard how much longer than `lease` anyone else waits, for clocks that run at different
///   speeds
/// @param renew how often the holder renews
/// @param evidence how long two vantage points must agree that a region is lost
/// @param patience how long one effect may take before it counts as unknown
/// @param redundancyWait how long a promoted member waits for a synchronous member before it opens
///   degraded
/// @param holdDown how long after a region's recovery no other automatic one may start
/// @param lagLimit the region's RPO: a replica further behind is not promoted without a person's
///   word
/// @param approval a region's recovery waits for a person
/// @param cache what it keeps may be lost at any time: any member of its one region may be
///   promoted, alone and at once, and users are never moved for it
public record Policy(
        String database,
        String place,
        String witness,
        List<String> regions,
        String preferred,
        List<Member> members,
        List<Member> standing,
        Duration lease,
        Duration guard,
        Duration renew,
        Duration evidence,
        Duration patience,
        Duration redundancyWait,
        Duration holdDown,
        Duration lagLimit,
        boolean approval,
        boolean cache) {
    /// Of a database.
    public Policy(
            String database,
            String place,
            String witness,
            List<String> regions,
            String preferred,
            List<Member> members,
            List<Member> standing,
            Duration lease,
            Duration guard,
            Duration renew,
            Duration evidence,
            Duration patience,
            Duration redundancyWait,
            Duration holdDown,
            Duration lagLimit,
            boolean approval) {
        this(
                database,
                place,
                witness,
                regions,
                preferred,
                members,
                standing,
                lease,
                guard,
                renew,
                evidence,
                patience,
                redundancyWait,
                holdDown,
                lagLimit,
                approval,
                /* cache= */ false);
    }

    public Policy {
        regions = List.copyOf(regions);
        members = List.copyOf(members);
        standing = List.copyOf(standing);
    }

    /// Several times the patience. `Duration.multipliedBy` costs as much as the rest of deciding.
    Duration patience(int times) {
        return Duration.ofNanos(patience.toNanos() * times);
    }
}
