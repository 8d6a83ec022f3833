package dev.twinkeel.drill;

import dev.twinkeel.model.Load;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Whether every write that the database has in the end was also followed up, once: an order that
/// was fulfilled. That happens later, over a queue, so there is some patience after the load.
///
/// @param writes where the drill's writes are listed
/// @param fulfilled where those are listed that were followed up, once for each time
/// @param where the database that is the primary now
record Fulfilments(
        LoadPlan plan,
        Load.Ledger writes,
        Load.Ledger fulfilled,
        Supplier<DatabaseAddress> where,
        Progress progress) {
    static final String NAME = "fulfilments";

    /// A message that nobody handled is sent again after a minute, in the storefront.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private static final long LOOK_MILLIS = 1_000;

    /// Empty when the application names none.
    private static Optional<Fulfilments> of(
            LoadPlan plan, Load load, TwinUnderTest twin, Progress progress) {
        return load.ledger()
                .flatMap(
                        ledger ->
                                ledger.fulfilled()
                                        .map(
                                                query ->
                                                        new Fulfilments(
                                                                plan,
                                                                ledger,
                                                                new Load.Ledger(
                                                                        ledger.database(),
                                                                        query,
                                                                        Optional.empty()),
                                                                () ->
                                                                        twin.primary(
                                                                                ledger.database()),
                                                                progress)));
    }

    /// How often each key of this run stands in a list.
    private record Keys(LoadPlan plan, Map<String, Integer> times) implements Consumer<String> {
        @Override
        public void accept(String key) {
            if (plan.number(key) >= 0) {
                times.merge(key, 1, Integer::sum);
            }
        }

        List<String> missingIn(Keys others) {
            return times.keySet().stream()
                    .filter(it -> !others.times.containsKey(it))
                    .sorted()
                    .toList();
        }

        List<String> twice() {
            return times.entrySet().stream()
                    .filter(it -> it.getValue() > 1)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    private Keys keys(Load.Ledger ledger) throws FinalRead.UnreadException, InterruptedException {
        return FinalRead.read(ledger, where, () -> new Keys(plan, new HashMap<>()));
    }

    /// Called when the load has ended.
    StoreFindings read() throws InterruptedException {
        progress.at("ledger", "waiting until every order is fulfilled");
        long begun = System.nanoTime();
        long inFlight = -1;
        try {
            Keys all = keys(writes);
            while (true) {
                Keys done = keys(fulfilled);
                List<String> missing = all.missingIn(done);
                inFlight = inFlight < 0 ? missing.size() : inFlight;
                long waited = System.nanoTime() - begun;
                if (missing.isEmpty() || waited > PATIENCE_NANOS) {
                    StoreFindings findings = findings(all, missing, done.twice());
                    progress.at(
                            "ledger",
                            "%s: %s; %s in flight when the load ended, looked for %s"
                                    .formatted(
                                            NAME,
                                            findings.sentence(),
                                            Words.number(inFlight),
                                            Words.millis(waited / 1_000_000)));
                    return findings;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (FinalRead.UnreadException e) {
            return StoreFindings.unchecked(NAME, String.valueOf(e.getMessage()));
        }
    }

    private static StoreFindings findings(Keys all, List<String> missing, List<String> twice) {
        return new StoreFindings(
                NAME,
                all.times().size(),
                /* unknown= */ 0,
                missing,
                /* lostAgeMillis= */ 0,
                twice,
                /* older= */ 0,
                /* reordered= */ false,
                List.of(),
                /* away= */ 0,
                List.of(),
                /* mended= */ false,
                /* trouble= */ null);
    }

    /// What was found in the stores, and this, where something was broken.
    static List<StoreFindings> with(
            List<StoreFindings> stores,
            Scenario scenario,
            LoadPlan plan,
            Load load,
            TwinUnderTest twin,
            Progress progress)
            throws InterruptedException {
        Optional<Fulfilments> asked = of(plan, load, twin, progress);
        if (asked.isEmpty() || scenario.fault().isControl()) {
            return stores;
        }
        List<StoreFindings> all = new ArrayList<>(stores);
        all.add(asked.get().read());
        return all;
    }
}
