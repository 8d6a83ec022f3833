package dev.twinkeel.drill;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A shop with a real server and a real database that breaks when asked to, for as long as asked,
/// and that can lose the last orders it acknowledged. It refuses every planned move.
final class SmallWorld implements TwinUnderTest, AutoCloseable {
    private static final Member OLD = new Member("orders-db-a", "mumbai", "mumbai-a");
    private static final Member NEW = new Member("orders-db-b", "mumbai", "mumbai-b");

    final SmallDns dns;
    private final Orders orders;
    private final Shop shop;
    private final Shop insideShop;
    private final Deque<String> stored = new ConcurrentLinkedDeque<>();
    private final List<Entry> journal = new ArrayList<>();
    private final Thread.Builder later = Thread.ofVirtual().name("repair");

    /// How long the shop is away after a fault; empty: it never comes back.
    Optional<Duration> away = Optional.of(Duration.ofMillis(900));

    /// Orders that the fault makes it forget.
    int forgets;

    /// Orders that it refuses when clients beside the load are about to begin.
    int stumbles;

    /// Orders that it refuses each time it is looked at whether the region that was cut off lives.
    int refusedAtALook;

    private final AtomicInteger refusing = new AtomicInteger();

    boolean faultHasEffect = true;
    boolean ledgerReadable = true;
    volatile boolean insideAccepts;
    boolean healed;

    /// What was hit, another thing each time, and not healed since.
    final List<String> broken = new java.util.concurrent.CopyOnWriteArrayList<>();

    private int inflicted;

    List<StoreAddress> stores = List.of();
    private final List<KeptRow> kept = new java.util.concurrent.CopyOnWriteArrayList<>();

    SmallWorld(Path folder) throws Exception {
        orders = new Orders(folder);
        dns = new SmallDns("127.0.0.1", 1);
        shop = new Shop("127.0.0.1", 0, this::store);
        insideShop = new Shop("127.0.0.1", 0, key -> insideAccepts || journal().isEmpty());
    }

    private boolean store(String key) {
        if (refusing.getAndUpdate(it -> Math.max(0, it - 1)) > 0) {
            return false;
        }
        boolean done = orders.insert(key);
        stored.addLast(key);
        return done;
    }

    @Override
    public InetSocketAddress nameServer() {
        return dns.listen();
    }

    @Override
    public int port() {
        return shop.port();
    }

    @Override
    public Wound inflict(Fault fault) {
        if (fault.isPlanned()) {
            throw new TwinTroubleException("the other region has no replica yet");
        }
        Instant at = Instant.now();
        // A second fault finds the shop stopped.
        if (faultHasEffect && journal().isEmpty()) {
            shop.stop();
            note(new Event.MemberSeen(Instant.now(), OLD, new Sight.Gone("refused")), "Holding", 1);
            later.start(this::comeBack);
        }
        inflicted++;
        String target = "shop " + inflicted;
        broken.add(target);
        return new Wound(fault, at, "mumbai", "stopped the shop", List.of(target), List.of("shop"));
    }

    private void comeBack() {
        if (away.isEmpty()) {
            return;
        }
        try {
            Effect fence = new Effect.Fence(2, OLD);
            Effect promote = new Effect.Promote(2, NEW, Set.of());
            note(new Event.Tick(Instant.now()), "Electing", 1);
            LockSupport.parkNanos(away.get().toNanos());
            for (int number = 0; number < forgets; number++) {
                String key = stored.removeLast();
                orders.delete(key);
                kept.add(new KeptRow("orders-db-a", "orders-db", "orders", key, "absent"));
            }
            note(replied(fence), "Electing", 1);
            note(replied(promote), "Holding", 2);
            shop.start();
        } catch (IOException e) {
            throw new IllegalStateException("start the shop again", e);
        }
    }

    private static Event replied(Effect effect) {
        return new Event.Replied(Instant.now(), effect, new Reply.Done<>(new Outcome.Plain()));
    }

    private void note(Event event, String stage, long epoch) {
        synchronized (journal) {
            journal.add(
                    new Entry(
                            journal.size() + 1,
                            "mumbai",
                            "orders-db",
                            event,
                            stage,
                            epoch,
                            List.of(),
                            Optional.of("It is now " + stage + " <&>.")));
        }
    }

    @Override
    public void heal(Wound wound) {
        healed = true;
        broken.removeAll(wound.targets());
        Sight replica =
                new Sight.Serving(
                        false, Optional.of(NEW.name()), new Position(2, 1), Set.of(), Set.of(), 0);
        note(new Event.MemberSeen(Instant.now(), OLD, replica), "Holding", 2);
    }

    @Override
    public List<Proof> prove(Wound wound) {
        return List.of(new Proof("the shop is stopped", faultHasEffect, "looked at its port"));
    }

    @Override
    public List<Proof> alive(String region) {
        refusing.set(refusedAtALook);
        return List.of(new Proof("the inner shop runs", true, "it answers"));
    }

    @Override
    public Inside inside() {
        return new Inside(
                "mumbai",
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), insideShop.port())),
                List.of());
    }

    @Override
    public Inside writer() {
        return new Inside("orders-db-a", List.of(), List.of());
    }

    @Override
    public List<Entry> journal(Instant since) {
        synchronized (journal) {
            return journal.stream().filter(entry -> !entry.event().at().isBefore(since)).toList();
        }
    }

    @Override
    public DatabaseAddress primary(String database) {
        if (!ledgerReadable) {
            return new DatabaseAddress(
                    database, "jdbc:postgresql://127.0.0.1:1/nowhere", "nobody", "nothing");
        }
        return orders.address();
    }

    @Override
    public List<DatabaseAddress> gates() {
        return List.of(orders.address());
    }

    @Override
    public List<KeptRow> kept() {
        return List.copyOf(kept);
    }

    @Override
    public List<StoreAddress> stores() {
        refusing.set(stumbles);
        return stores;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("world", "small");
    }

    @Override
    public Optional<Path> logs() {
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            shop.close();
            insideShop.close();
            dns.close();
            orders.close();
        } catch (java.sql.SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
