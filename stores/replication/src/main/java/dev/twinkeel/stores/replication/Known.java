package dev.twinkeel.stores.replication;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a region's replicator knows of one item. Confined to its [Merge].
final class Known {
    /// The version that should be in the table.
    Version winner;

    Digest digest;

    /// Latest version of the other region's that the item in the table is built on.
    long seenMicros;

    /// What [#seenMicros] was when the winner was written, if it was written here.
    long baseMicros;

    /// The winner's record in this region's stream; empty when it was written in the other region.
    String sequence = "";

    /// What is in the table, as far as the stream has been read; null before its first record.
    @Nullable Digest content;

    /// Whether the winner has been written to the table as far as we know.
    boolean written = true;

    /// The version that the winner overwrites unseen, until the winner is known to be written. A
    /// write that failed leaves it in the table, for the next one to overwrite.
    Entry.@Nullable Lost displaced;

    /// Our own writes that the stream has not shown yet, in their order.
    final List<Echo> echoes = new ArrayList<>();

    /// Whether the winner may not be in the table: an application wrote it while a write of ours
    /// was under way, and ours may have come last. Then [#held] is what it wrote.
    boolean holding;

    byte @Nullable [] held;

    Known(Version winner, Digest digest) {
        this.winner = winner;
        this.digest = digest;
    }

    /// One of our own writes that the stream is going to show, or has nothing to show of.
    static final class Echo {
        final Version version;
        final Digest digest;
        final Entry.@Nullable Lost lost;

        /// The drains of the stream when the write had returned; [#UNDER_WAY] before.
        long appliedAt = UNDER_WAY;

        /// Whether the write is known to have been made.
        boolean made;

        static final long UNDER_WAY = -1;

        Echo(Version version, Digest digest, Entry.@Nullable Lost lost) {
            this.version = version;
            this.digest = digest;
            this.lost = lost;
        }
    }

    /// What a version of the other region's overwrites here without having seen it.
    Entry.@Nullable Lost lostTo(Sent sent, Digest other, String region) {
        boolean unseen = winner.region().equals(region) && winner.micros() > sent.seenMicros();
        Entry.Lost lost = unseen ? new Entry.Lost(winner, digest) : displaced;
        return lost == null || lost.digest().equals(other) ? null : lost;
    }

    /// What the stream shows first of a write of ours.
    static Digest shownAs(String keyName, String key, Version version, Digest digest) {
        return digest.equals(Digest.NONE) ? Digest.of(Items.marker(keyName, key, version)) : digest;
    }

    /// Whether our marker stands in the table, so that its deletion is what comes next.
    boolean deleting(String keyName, String key) {
        return digest.equals(Digest.NONE) && shownAs(keyName, key, winner, digest).equals(content);
    }

    /// Whether a write of ours is under way now.
    boolean underWay() {
        return echoes.stream().anyMatch(it -> it.appliedAt == Echo.UNDER_WAY);
    }

    /// Whether it is not known yet if a write of ours was made.
    boolean uncertain() {
        return echoes.stream().anyMatch(it -> it.appliedAt != Echo.UNDER_WAY && !it.made);
    }

    /// Whether the table has the winner, as far as the stream has been read.
    boolean settled() {
        return echoes.isEmpty() && !holding;
    }
}
