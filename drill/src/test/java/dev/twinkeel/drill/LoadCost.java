package dev.twinkeel.drill;

import com.sun.management.OperatingSystemMXBean;
import dev.twinkeel.model.Request;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// What the load itself costs the machine. `serve` runs a server until its input ends; `load
/// <port>` plays 200 writes and 400 reads a second against it for 20 seconds and prints the
/// processor time.
final class LoadCost {
    private static final int SECONDS = 20;

    private LoadCost() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            try (Shop shop = new Shop("127.0.0.1", 0, _ -> true)) {
                System.out.println(shop.port());
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return;
        }
        load(Integer.parseInt(arguments[1]));
    }

    private static void load(int port) throws Exception {
        Request write =
                new Request(
                        "POST",
                        "/api/orders",
                        Optional.of("{\"key\": \"{key}\", \"product\": {1..2000}}"),
                        Map.of("content-type", "application/json"),
                        List.of(201));
        Request read =
                new Request(
                        "GET", "/api/products/{1..2000}", Optional.empty(), Map.of(), List.of(200));
        try (SmallDns dns = new SmallDns("127.0.0.1", 10)) {
            LoadPlan plan =
                    new LoadPlan(
                            "shop.test",
                            dns.listen(),
                            port,
                            1,
                            1,
                            200,
                            400,
                            40,
                            Duration.ZERO,
                            Duration.ofSeconds(2),
                            Resolver.BROWSER,
                            false,
                            Optional.of(write),
                            List.of(read));
            play(plan);
        }
    }

    private static void play(LoadPlan plan) throws Exception {
        OperatingSystemMXBean process =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Lateness lateness = new Lateness(5_000_000_000L, Duration.ofMillis(250));
        try (Load load = Load.start(plan, lateness)) {
            LockSupport.parkNanos(5_000_000_000L);
            long before = process.getProcessCpuTime();
            long threadBefore = shoppers();
            int requests = load.history().size();
            LockSupport.parkNanos(SECONDS * 1_000_000_000L);
            double cores = (process.getProcessCpuTime() - before) / 1e9 / SECONDS;
            double thread = (shoppers() - threadBefore) / 1e9 / SECONDS;
            int done = load.history().size() - requests;
            load.stop();
            long bad = 0;
            for (int index = 0; index < load.history().size(); index++) {
                bad += load.history().row(index).ok() ? 0 : 1;
            }
            System.out.printf(
                    "%d requests/s, not done %d%nprocess: %.1f%% of a core, shoppers' thread %.1f%%,"
                            + " %.0f us a request%nlate: p99 %.2f ms, most %.2f ms%n",
                    done / SECONDS,
                    bad,
                    cores * 100,
                    thread * 100,
                    cores * SECONDS * 1e6 / done,
                    lateness.p99Millis(),
                    lateness.maxMillis());
        }
    }

    private static long shoppers() {
        var threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals("shoppers")) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }
}
