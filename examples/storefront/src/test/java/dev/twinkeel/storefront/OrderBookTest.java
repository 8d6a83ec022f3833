package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private static Postgres postgres;

    private Relay relay;
    private Pool pool;
    private OrderBook book;

    @BeforeAll
    static void start() {
        postgres = new Postgres();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void open() {
        relay = new Relay(postgres.port());
        pool = new Pool(postgres.through(relay.port()), "orders", 3);
        book = new OrderBook(pool, Optional.empty());
    }

    @AfterEach
    void close() {
        pool.close();
        relay.close();
        postgres.run("alter system reset all");
        postgres.run("select pg_reload_conf()");
        postgres.run("truncate orders cascade");
        postgres.run("update products set stock = 1000000 where stock <> 1000000");
    }

    @Test
    void theSameKeyAtOnceIsOneOrder() throws Exception {
        List<Outcome> outcomes = atOnce(24, _ -> new NewOrder("k", 7, 2));

        assertThat(outcomes).filteredOn(Outcome.Placed.class::isInstance).hasSize(1);
        assertThat(outcomes.stream().flatMap(OrderBookTest::order).distinct()).hasSize(1);
        assertThat(outcomes.stream().flatMap(OrderBookTest::order)).hasSize(24);
        assertThat(postgres.number("select count(*) from order_lines")).isEqualTo(1);
        assertThat(stock(7)).isEqualTo(1_000_000 - 2);
    }

    @Test
    void aPoolConnectsBeforeItIsAskedOnceSomebodyAnswers() {
        String connected = "select count(*) from pg_stat_activity where application_name = 'early'";
        relay.shut();
        var early = new Pool(postgres.through(relay.port()), "early", 3);
        try {
            relay.open();
            Until.holds("it holds one", () -> postgres.number(connected) == 1);
        } finally {
            early.close();
        }
    }

    @Test
    void stockIsNeverNegativeAndNothingIsSoldTwice() throws Exception {
        postgres.run("update products set stock = 10 where id = 8");

        List<Outcome> outcomes = atOnce(40, number -> new NewOrder("k-" + number, 8, 1));

        assertThat(outcomes).filteredOn(Outcome.Placed.class::isInstance).hasSize(10);
        assertThat(outcomes).filteredOn(Outcome.OutOfStock.class::isInstance).hasSize(30);
        assertThat(stock(8)).isZero();
        assertThat(postgres.number("select count(*) from orders")).isEqualTo(10);
        assertThat(postgres.number("select count(*) from order_lines")).isEqualTo(10);
    }

    @Test
    void aKeyNamesOneOrderForEver() {
        book.place(new NewOrder("k", 7, 2));

        assertThat(book.place(new NewOrder("k", 7, 3))).isInstanceOf(Outcome.KeyTaken.class);
        assertThat(book.place(new NewOrder("k", 6, 2))).isInstanceOf(Outcome.KeyTaken.class);
        assertThat(stock(7)).isEqualTo(1_000_000 - 2);
    }

    @Test
    void whatNobodySellsLeavesNoTrace() {
        assertThat(book.place(new NewOrder("k", 77_777, 1)))
                .isInstanceOf(Outcome.NoSuchProduct.class);
        assertThat(postgres.number("select count(*) from orders")).isZero();
    }

    @Test
    void aWarningOnTheCommitIsNoAcknowledgement() throws Exception {
        nobodyReplicates();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> placing = executor.submit(() -> book.place(new NewOrder("k", 7, 1)));
            Until.holds("the commit waits for a second server", () -> cancelWaiting() > 0);
            Until.holds("the order is decided", () -> cancelWaiting() == 0 && placing.isDone());

            assertThat(placing.get()).isInstanceOf(Outcome.Unknown.class);
        }
        assertThat(postgres.number("select count(*) from orders")).isEqualTo(1);

        // Found, and still on one server only: no acknowledgement either.
        assertThat(book.place(new NewOrder("k", 7, 1))).isInstanceOf(Outcome.Unknown.class);

        postgres.run("alter system reset all");
        postgres.run("select pg_reload_conf()");
        assertThat(book.place(new NewOrder("k", 7, 1))).isInstanceOf(Outcome.PlacedBefore.class);
        assertThat(stock(7)).isEqualTo(1_000_000 - 1);
    }

    @Test
    void aReadOnlyDatabaseRefuses() {
        postgres.run("alter database postgres set default_transaction_read_only = on");

        assertThat(book.place(new NewOrder("k", 7, 1)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("25006"));

        postgres.run("set transaction read write; alter database postgres reset all");
        assertThat(book.place(new NewOrder("k", 7, 1))).isInstanceOf(Outcome.Placed.class);
    }

    @Test
    void aDatabaseThatIsAwayRefusesAndIsFoundAgainAtOnce() {
        relay.shut();
        for (int i = 0; i < 3; i++) {
            assertThat(book.place(new NewOrder("k", 7, 1))).isInstanceOf(Outcome.Refused.class);
        }

        relay.open();

        assertThat(book.place(new NewOrder("k", 7, 1))).isInstanceOf(Outcome.Placed.class);
    }

    @Test
    void connectionsThatDiedInThePoolFailNoOrder() {
        for (int i = 0; i < 20; i++) {
            assertThat(book.place(new NewOrder("k-" + i, 7, 1))).isInstanceOf(Outcome.Placed.class);
            relay.reset();
        }
        assertThat(stock(7)).isEqualTo(1_000_000 - 20);
    }

    @Test
    void aResetInTheMiddleOfTheCommitIsUnknownNotRefused() throws Exception {
        for (var commit : List.of(Relay.Commit.IS_LOST, Relay.Commit.ANSWER_IS_LOST)) {
            relay.strike(commit, /* staysOpen= */ false);

            assertThat(book.place(new NewOrder("k-" + commit, 7, 1)))
                    .as(commit.name())
                    .isInstanceOf(Outcome.Unknown.class);

            relay.awaitStrike();
            relay.open();
        }
        Until.holds("one is kept", () -> postgres.number("select count(*) from orders") == 1);
    }

    @Test
    void anUnknownOrderIsAskedForAgainUnderItsKey() {
        relay.strike(Relay.Commit.IS_LOST, /* staysOpen= */ true);
        assertThat(book.place(new NewOrder("lost", 7, 1))).isInstanceOf(Outcome.Placed.class);

        relay.strike(Relay.Commit.ANSWER_IS_LOST, /* staysOpen= */ true);
        assertThat(book.place(new NewOrder("kept", 7, 1))).isInstanceOf(Outcome.PlacedBefore.class);

        assertThat(stock(7)).isEqualTo(1_000_000 - 2);
    }

    private static void nobodyReplicates() {
        postgres.run("alter system set synchronous_standby_names = 'nobody'");
        postgres.run("select pg_reload_conf()");
        Until.holds(
                "commits wait",
                () ->
                        postgres.number(
                                        "select count(*) from pg_settings where name ="
                                                + " 'synchronous_standby_names' and setting = 'nobody'")
                                == 1);
    }

    private static long cancelWaiting() {
        return postgres.number(
                "select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event ="
                        + " 'SyncRep'");
    }

    private static long stock(int product) {
        return postgres.number("select stock from products where id = " + product);
    }

    private static Stream<Order> order(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Placed(var order) -> Stream.of(order);
            case Outcome.PlacedBefore(var order) -> Stream.of(order);
            case Outcome.KeyTaken _,
                    Outcome.NoSuchProduct _,
                    Outcome.OutOfStock _,
                    Outcome.Refused _,
                    Outcome.Unknown _ ->
                    Stream.of();
        };
    }

    private List<Outcome> atOnce(int count, java.util.function.IntFunction<NewOrder> orders)
            throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Outcome>> tasks =
                    IntStream.range(0, count)
                            .<Callable<Outcome>>mapToObj(
                                    number -> () -> book.place(orders.apply(number)))
                            .toList();
            var outcomes = new java.util.ArrayList<Outcome>();
            for (Future<Outcome> future : executor.invokeAll(tasks)) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }
}
