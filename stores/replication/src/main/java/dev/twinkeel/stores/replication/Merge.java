package dev.twinkeel.stores.replication;

import dev.twinkeel.stores.replication.Entry.Accepted;
import dev.twinkeel.stores.replication.Entry.Acknowledged;
import dev.twinkeel.stores.replication.Entry.Applied;
import dev.twinkeel.stores.replication.Entry.Cleared;
import dev.twinkeel.stores.replication.Entry.Echoed;
import dev.twinkeel.stores.replication.Entry.Local;
import dev.twinkeel.stores.replication.Entry.Lost;
import dev.twinkeel.stores.replication.Entry.Observed;
import dev.twinkeel.stores.replication.Entry.Repaired;
import dev.twinkeel.stores.replication.Entry.Same;
import dev.twinkeel.stores.replication.Entry.Silent;
import dev.twinkeel.stores.replication.Entry.Whole;
import dev.twinkeel.stores.replication.ReplicaTable.Change;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which version of each item wins in one region, from two inputs: the region's own stream
/// and the other region's versions. It does no I/O and holds no clock; what it decides is an
/// [Entry], and only [#fold] changes it, so that the same entries after a crash give the same
/// state. Not thread-safe.
///
/// - The stream shows every change in the order in which the table had them: what applications
///   wrote and what we wrote. A change that is what we wrote last is our own **echo**; every other
///   is a **local** version, and gets its time when it is first seen. That time is greater than any
///   that the region has seen for the item, so what an application wrote after it could read a
///   version never loses against that version.
/// - A version of the other region's wins when it is later than the winner here. If the winner here
///   was local and the other region had not seen it, it is lost: a **conflict**.
/// - An application may write while our own write is under way, unseen. If ours came last, the
///   stream shows local, then echo: the later one is written once more (**repaired**).
final class Merge {
    /// Reads of the whole stream after which a write of ours that was not shown changed nothing:
    /// one may have been under way, one begins after it, one to be sure.
    static final int DRAINS = 3;

    /// The same for a write that failed: an engine that was stopped in the middle makes it when it
    /// goes on, beside these reads.
    static final int DRAINS_AFTER_FAILURE = 20;

    private final String region;
    private final String keyName;
    private final Map<String, Known> items = new HashMap<>();
    private final Set<String> unsettled = new LinkedHashSet<>();
    private final Set<String> repairs = new LinkedHashSet<>();
    private long lastMicros;
    private long drains;
    private Position observed = Position.START;
    private Position acknowledged = Position.START;

    /// @param keyName attribute that identifies an item
    Merge(String region, String keyName) {
        this.region = region;
        this.keyName = keyName;
    }

    Position observed() {
        return observed;
    }

    Position acknowledged() {
        return acknowledged;
    }

    Map<String, Known> items() {
        return items;
    }

    /// The version of an item that should be in the table.
    Version winner(String key) {
        return known(key).winner;
    }

    /// What to write again.
    byte @Nullable [] held(String key) {
        return known(key).held;
    }

    /// Items with writes of ours that the stream has not shown yet.
    int unsettled() {
        return unsettled.size();
    }

    /// Items that must be written again.
    Set<String> repairs() {
        return Set.copyOf(repairs);
    }

    /// A change that the region's own stream shows: an echo, or a local version.
    Entry observe(Change change, long nowMicros) {
        Known known = items.get(change.key());
        Digest after = Digest.of(change.after());
        if (known != null && known.echoes.stream().anyMatch(it -> it.digest.equals(after))) {
            return new Echoed(change.key(), after);
        }
        if (known != null && after.equals(Digest.NONE) && Items.isMarker(change.before())) {
            return new Cleared(change.key());
        }
        boolean holding = known != null && !known.echoes.isEmpty();
        return new Local(
                change.key(),
                new Version(Math.max(nowMicros, lastMicros + 1), region),
                after,
                known == null ? 0 : known.seenMicros,
                change.position().sequence(),
                holding,
                holding ? change.after() : null);
    }

    /// The conflict that an echo ends, if it does: now the lost item is known.
    Optional<Lost> lost(Echoed echoed) {
        return known(echoed.key()).echoes.stream()
                .filter(it -> it.digest.equals(echoed.digest()))
                .findFirst()
                .flatMap(it -> Optional.ofNullable(it.lost));
    }

    /// A version of the other region's. Empty when it does not win, or has been dealt with.
    Optional<Entry> merge(Sent sent) {
        Known known = items.get(sent.key());
        Digest digest = Digest.of(sent.item());
        if (known == null) {
            return Optional.of(new Accepted(sent.key(), sent.version(), digest, null));
        }
        int order = sent.version().compareTo(known.winner);
        if (order < 0 || (order == 0 && known.written)) {
            return Optional.empty();
        }
        if (order > 0 && known.written && known.settled() && known.digest.equals(digest)) {
            return Optional.of(new Same(sent.key(), sent.version(), digest));
        }
        return Optional.of(
                new Accepted(
                        sent.key(), sent.version(), digest, known.lostTo(sent, digest, region)));
    }

    /// What to send of a change that the stream shows, if it is still the newest: later versions of
    /// the same item come later.
    Optional<Sent> toSend(Change change) {
        Known known = items.get(change.key());
        if (known == null
                || !known.winner.region().equals(region)
                || !known.sequence.equals(change.position().sequence())) {
            return Optional.empty();
        }
        return Optional.of(new Sent(change.key(), known.winner, known.baseMicros, change.after()));
    }

    /// Whether a version is still the one to have.
    boolean current(Sent sent) {
        Known known = items.get(sent.key());
        return known != null && known.winner.equals(sent.version());
    }

    /// The stream was read to its end: our own writes that it should have shown by now changed
    /// nothing.
    List<Entry> drained() {
        drains++;
        return unsettled.stream()
                .filter(key -> silent(known(key).echoes.getFirst()))
                .<Entry>map(key -> new Silent(key, known(key).echoes.getFirst().version))
                .toList();
    }

    private boolean silent(Known.Echo echo) {
        int enough = echo.made ? DRAINS : DRAINS_AFTER_FAILURE;
        return echo.appliedAt != Known.Echo.UNDER_WAY && drains >= echo.appliedAt + enough;
    }

    /// A write failed: it was made, or not, or is made by the engine a little later.
    void failed(Set<String> keys) {
        for (String key : keys) {
            for (Known.Echo echo : known(key).echoes) {
                if (echo.appliedAt == Known.Echo.UNDER_WAY) {
                    echo.appliedAt = drains;
                }
            }
        }
    }

    /// Whether a write of ours to an item is under way: until it returns, what the stream shows of
    /// the item cannot be told apart from it.
    boolean underWay(String key) {
        Known known = items.get(key);
        return known != null && known.underWay();
    }

    /// Whether a version must wait: it is not known yet whether an earlier write of ours was made.
    boolean mustWait(Sent sent) {
        Known known = items.get(sent.key());
        return known != null
                && known.uncertain()
                && sent.version().compareTo(known.winner) >= 0
                && !(known.written && sent.version().equals(known.winner));
    }

    /// After a crash nobody waits for what was under way: it happened or it did not, and the stream
    /// says which.
    void recovered() {
        failed(unsettled);
        items.forEach(
                (key, known) -> {
                    if ((known.holding && known.echoes.isEmpty()) || known.deleting(keyName, key)) {
                        repairs.add(key);
                    }
                });
    }

    void fold(Entry entry) {
        switch (entry) {
            case Local it -> fold(it);
            case Accepted it -> fold(it);
            case Same it -> fold(it);
            case Applied it -> it.keys().forEach(this::applied);
            case Echoed it -> fold(it);
            case Cleared it -> fold(it);
            case Silent it -> fold(it);
            case Repaired it -> fold(it);
            case Observed it -> observed = it.position();
            case Acknowledged it -> acknowledged = it.position();
            case Whole it -> fold(it);
        }
    }

    private void fold(Local local) {
        Known known = won(local.key(), local.version(), local.digest());
        known.baseMicros = local.baseMicros();
        known.sequence = local.sequence();
        known.written = true;
        known.content = local.digest();
        known.holding = local.holding();
        known.held = local.held();
        known.displaced = null;
        repairs.remove(local.key());
    }

    private void fold(Accepted accepted) {
        Known known = won(accepted.key(), accepted.version(), accepted.digest());
        known.sequence = "";
        known.written = false;
        known.displaced = accepted.lost();
        known.holding = false;
        known.held = null;
        known.echoes.add(
                new Known.Echo(
                        accepted.version(),
                        Known.shownAs(
                                keyName, accepted.key(), accepted.version(), accepted.digest()),
                        accepted.lost()));
        unsettled.add(accepted.key());
        repairs.remove(accepted.key());
    }

    private void fold(Same same) {
        Known known = won(same.key(), same.version(), same.digest());
        known.sequence = "";
        known.seenMicros = same.version().micros();
    }

    private void fold(Repaired repaired) {
        Known known = known(repaired.key());
        known.echoes.add(
                new Known.Echo(
                        known.winner,
                        Known.shownAs(keyName, repaired.key(), known.winner, known.digest),
                        null));
        unsettled.add(repaired.key());
        repairs.remove(repaired.key());
    }

    private void fold(Cleared cleared) {
        Known known = known(cleared.key());
        known.content = Digest.NONE;
        known.written |= known.digest.equals(Digest.NONE);
        settle(cleared.key(), known, true);
    }

    private void fold(Whole whole) {
        items.put(whole.key(), whole.known());
        lastMicros = Math.max(lastMicros, whole.known().winner.micros());
        if (!whole.known().echoes.isEmpty()) {
            unsettled.add(whole.key());
        }
    }

    private void fold(Echoed echoed) {
        List<Known.Echo> echoes = known(echoed.key()).echoes;
        int index = 0;
        while (index < echoes.size() - 1 && !echoes.get(index).digest.equals(echoed.digest())) {
            index++;
        }
        Known known = known(echoed.key());
        known.content = echoed.digest();
        if (echoes.get(index).version.equals(known.winner)
                && known.digest.equals(echoed.digest())) {
            known.written = true;
        }
        known.displaced = null;
        boolean made = echoes.get(index).made;
        echoes.get(index).made = true;
        List.copyOf(echoes.subList(0, index + 1)).forEach(echo -> over(known, echo));
        settle(echoed.key(), known, made);
    }

    private void fold(Silent silent) {
        Known known = known(silent.key());
        known.echoes.stream()
                .filter(it -> it.version.equals(silent.version()))
                .findFirst()
                .ifPresent(
                        echo -> {
                            over(known, echo);
                            settle(silent.key(), known, echo.made);
                        });
    }

    private void over(Known known, Known.Echo echo) {
        known.echoes.remove(echo);
        if (echo.made && !echo.version.region().equals(region)) {
            known.seenMicros = Math.max(known.seenMicros, echo.version.micros());
        }
    }

    /// Ends the wait for writes of ours when none is left: either the winner is in the table, or it
    /// must be written once more.
    ///
    /// @param made whether the last of them is known to have been made
    private void settle(String key, Known known, boolean made) {
        if (!known.echoes.isEmpty()) {
            return;
        }
        unsettled.remove(key);
        if (known.deleting(keyName, key)) {
            // The deletion follows, unless it failed between its two halves.
            if (!made) {
                repairs.add(key);
            }
            return;
        }
        Digest content = known.content;
        repairs.remove(key);
        boolean there = content == null ? made : known.digest.equals(content);
        if (known.holding && there) {
            known.holding = false;
            known.held = null;
        } else if (known.holding) {
            repairs.add(key);
        }
    }

    private void applied(String key) {
        Known known = known(key);
        known.written = true;
        known.displaced = null;
        for (Known.Echo echo : known.echoes) {
            if (echo.appliedAt == Known.Echo.UNDER_WAY) {
                echo.appliedAt = drains;
                echo.made = true;
            }
        }
    }

    private Known won(String key, Version version, Digest digest) {
        Known known = items.computeIfAbsent(key, _ -> new Known(version, digest));
        known.winner = version;
        known.digest = digest;
        lastMicros = Math.max(lastMicros, version.micros());
        return known;
    }

    private Known known(String key) {
        Known known = items.get(key);
        if (known == null) {
            throw new IllegalStateException("nothing is known of the item " + key);
        }
        return known;
    }

    /// Forgets what no version can meet any more: older than a stream keeps its records.
    void forget(long beforeMicros) {
        Set<String> old = new HashSet<>();
        items.forEach(
                (key, known) -> {
                    if (known.winner.micros() < beforeMicros && known.settled()) {
                        old.add(key);
                    }
                });
        old.forEach(items::remove);
    }
}
