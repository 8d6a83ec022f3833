package dev.twinkeel.twin.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Grants;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Leads on, by what another region's agent grants, the users who are here around a planned move:
/// before the lease comes here, and while they are still here after it was handed over. So a
/// planned move closes the gates for a moment and cuts nobody off.
///
/// A grant's validity is counted from the instant before that agent was asked, as a gate counts it,
/// so a gate here closes no later than those over there. It ends a minute after the last word of
/// the move: by then the users are where the writer is; or, when they were sent here and it did not
/// come, once they are sent elsewhere. It is not rebuilt when the agent is started again: then the
/// gates here close. Thread-safe.
final class Onward implements AutoCloseable {
    /// From the last word. Longer than any name's time to live that one would use for a failover.
    private static final Duration UNTIL = Duration.ofMinutes(1);

    /// How long before the end the edge is asked whether it still sends users here.
    private static final Duration LAST_LOOK = Duration.ofSeconds(10);

    /// How long the gates here lead to the writers over there before users are sent here: whoever
    /// serves them connects meanwhile, and a connection across a link takes several round trips.
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    private static final int ANNOUNCEMENTS = 3;

    /// How long the other agent may hold a question until it has news.
    private static final Duration WAIT = Duration.ofMillis(300);

    private static final Duration LIMIT = Duration.ofSeconds(1);

    /// Between an answer and the next question.
    private static final Duration PACE = Duration.ofMillis(10);

    private static final System.Logger LOG = System.getLogger(Onward.class.getName());

    private final String place;
    private final Map<String, Address> agents;
    private final Address edge;
    private final HttpCaller caller;
    private final News news;
    private @Nullable Thread follower;
    private String region = "";
    private long untilNanos;
    private boolean handedOver;
    private @Nullable Long leadsSinceNanos;
    private volatile @Nullable Heard heard;
    private volatile boolean closed;

    /// What another region's agent answered, and when it was asked.
    private record Heard(Grants grants, long askedNanos) {}

    /// @param agents where the agents of the other places are asked
    /// @param news told whenever something else is granted
    Onward(String place, Map<String, Address> agents, Address edge, HttpCaller caller, News news) {
        this.place = place;
        this.agents = agents;
        this.edge = edge;
        this.caller = caller;
        this.news = news;
    }

    /// The lease of a database is being handed over to that region. Never blocks.
    synchronized void begin(String to) {
        if (follow(to)) {
            handedOver = true;
            Thread.ofVirtual().name("announce the move").start(this::announce);
        }
    }

    /// The users of that region are being sent here, and the lease comes after them. To be said
    /// again and again meanwhile.
    ///
    /// @return whether it has granted a writer of every one of these databases for a while
    synchronized boolean lead(String from, List<String> databases) {
        if (!follow(from)) {
            return false;
        }
        handedOver = false;
        if (!databases.stream().allMatch(database -> given(database).isPresent())) {
            return false;
        }
        long now = System.nanoTime();
        if (leadsSinceNanos == null) {
            leadsSinceNanos = now;
        }
        return now - leadsSinceNanos >= HEAD_START.toNanos();
    }

    private boolean follow(String to) {
        Address agent = agents.get(to);
        if (closed || agent == null) {
            return false;
        }
        untilNanos = System.nanoTime() + UNTIL.toNanos();
        Thread before = follower;
        if (before == null || !region.equals(to)) {
            region = to;
            heard = null;
            leadsSinceNanos = null;
            if (before != null) {
                before.interrupt();
            }
            follower = Thread.ofVirtual().name("onward to " + to).start(() -> follow(agent));
        }
        return true;
    }

    /// Users who were sent here before the writer stay until they are sent elsewhere, also when it
    /// does not come: for as long they are led to it.
    private void prolong() {
        long left;
        synchronized (this) {
            left = handedOver ? Long.MAX_VALUE : untilNanos - System.nanoTime();
        }
        if (left < LAST_LOOK.toNanos() && leads() && sentHere()) {
            synchronized (this) {
                untilNanos = System.nanoTime() + UNTIL.toNanos();
            }
        }
    }

    /// The other region's own writers are still there.
    private boolean leads() {
        Heard now = heard;
        return now != null
                && now.grants().grants().stream()
                        .anyMatch(it -> !it.away() && it.writer().isPresent());
    }

    private boolean sentHere() {
        try {
            HttpCaller.Answered route = caller.get(edge, "/route", LIMIT);
            return route.ok() && route.body().path("region").asText().equals(place);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the edge does not say where users are sent", e);
            return false;
        }
    }

    /// The minute is over, unless another hand-over began meanwhile.
    private synchronized boolean over() {
        boolean mine = Thread.currentThread().equals(follower);
        boolean over = closed || !mine || System.nanoTime() - untilNanos >= 0;
        if (over && mine) {
            follower = null;
            heard = null;
            leadsSinceNanos = null;
        }
        return over;
    }

    private synchronized void heard(Heard now) {
        if (Thread.currentThread().equals(follower)) {
            heard = now;
        }
    }

    /// A hand-over began less than a minute ago.
    synchronized boolean handedOver() {
        return follower != null && handedOver;
    }

    /// What a gate here may do by the other region's word; empty when nothing.
    Optional<Grants.Given> given(String database) {
        Heard now = heard;
        if (now == null) {
            return Optional.empty();
        }
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - now.askedNanos()) + 1;
        return now.grants().grants().stream()
                .filter(it -> it.database().equals(database) && !it.away())
                .filter(it -> it.writer().isPresent() && it.validMillis() > passed)
                .map(it -> it.after(passed))
                .findFirst();
    }

    /// Without it the edge cuts off whoever is here when it sends the users there.
    private void announce() {
        for (int tried = 1; tried <= ANNOUNCEMENTS; tried++) {
            try {
                caller.post(edge, "/leaving", Users.leaving(place), LIMIT);
                return;
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the edge was not told of the planned move, try " + tried,
                        e);
            }
        }
    }

    private void follow(Address agent) {
        String mark = "";
        try {
            while (!over()) {
                prolong();
                long asked = System.nanoTime();
                Optional<Grants> answer = ask(agent, mark);
                if (answer.isPresent()) {
                    heard(new Heard(answer.get(), asked));
                    mark = answer.get().mark();
                    news.came();
                }
                TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
            }
        } catch (InterruptedException _) {
            // Another region is followed, or nobody any more.
        }
    }

    private Optional<Grants> ask(Address agent, String mark) {
        try {
            HttpCaller.Answered answered =
                    caller.get(agent, "/grants?seen=" + mark + "&wait=" + WAIT.toMillis(), LIMIT);
            return answered.ok()
                    ? Optional.of(Json.mapper().treeToValue(answered.body(), Grants.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            LOG.log(System.Logger.Level.WARNING, "the other region's grants cannot be read", e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no grants of the other region", e);
        }
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (follower != null) {
            follower.interrupt();
        }
    }
}
