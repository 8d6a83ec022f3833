package dev.twinkeel.twin.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Conditions;
import dev.twinkeel.traffic.Door;
import dev.twinkeel.traffic.Gate;
import dev.twinkeel.traffic.GateState;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.traffic.Relay;
import dev.twinkeel.traffic.Targets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods here are processes of their own, as in a twin, that know an address and try it.
final class GuardTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InetSocketAddress FREE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /// Who is found out on Linux only; elsewhere the engine alone refuses.
    private static final boolean KNOWN = Callers.possible();

    @TempDir private Path folder;

    private final Loops loops = Loops.open("guard-test", 1);
    private final Guard guard = new Guard(/* rest= */ 0);
    private ServerSocket engine;
    private FlowFile flows;

    /// What a pod does: it connects, and asks what is there.
    static final class Pod {
        private Pod() {}

        public static void main(String[] arguments) throws IOException {
            String[] address = arguments[0].split(":", -1);
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address[0], Integer.parseInt(address[1])), 10_000);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write('?');
                System.out.write(socket.getInputStream().read() == '!' ? 'y' : 'n');
                if (arguments.length > 1) {
                    System.out.write(ended(socket) ? 'c' : '-');
                }
            } catch (IOException refused) {
                System.out.write('n');
            }
            System.out.flush();
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @BeforeEach
    void open() throws IOException {
        engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        flows = FlowFile.open(folder.resolve("flows.log"), "shop");
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        guard.close();
        flows.close();
        loops.close();
    }

    @Test
    void aPodIsLedToWhatItsServiceUsesAndRefusedAtWhatItDoesNotUse() throws Exception {
        try (Relay link = link(Set.of("orders"))) {
            assertThat(answered("orders", link.address())).isTrue();
            assertThat(answered("catalog", link.address())).isEqualTo(!KNOWN);
        }

        assertThat(refusals()).isEqualTo(KNOWN ? List.of("catalog catalog-1 not-used") : List.of());
    }

    @Test
    void aStolenAddressOfAGateOpensNeitherItsWritersSideNorItsReaders() throws Exception {
        InetSocketAddress member = (InetSocketAddress) engine.getLocalSocketAddress();
        try (Gate gate =
                Gate.listen(
                        loops,
                        FREE,
                        FREE,
                        Duration.ZERO,
                        flows.log(new FlowRecord.Way("gate-d", "a", "a", "d")),
                        guard.door(Set.of("orders")))) {
            gate.follow(
                    new GateState(
                            1,
                            Optional.of(member),
                            System.nanoTime() + LONG.multipliedBy(4).toNanos(),
                            List.of(member)));

            assertThat(answered("orders", gate.writerAddress())).isTrue();
            assertThat(answered("catalog", gate.writerAddress())).isEqualTo(!KNOWN);
            assertThat(answered("catalog", gate.readerAddress())).isEqualTo(!KNOWN);
        }

        assertThat(refusals()).hasSize(KNOWN ? 2 : 0);
    }

    @Test
    void whatAPodStartsIsOfThePod() throws Exception {
        try (Relay link = link(Set.of("orders"))) {
            assertThat(answered(List.of("/bin/sh", "-c", "\"$0\" \"$@\" | cat"), "catalog", link))
                    .isEqualTo(!KNOWN);
            assertThat(answered(List.of("/bin/sh", "-c", "\"$0\" \"$@\" | cat"), "orders", link))
                    .isTrue();
        }
    }

    @Test
    void whoeverIsNoPodIsNotTheGuardsBusiness() throws Exception {
        try (Relay link = link(Set.of("orders"));
                Socket person = new Socket()) {
            person.connect(link.address());
            person.getOutputStream().write('?');

            assertThat(person.getInputStream().read()).isEqualTo('!');
        }
    }

    @Test
    void whoComesWhileTheGuardRestsIsCutOffWhenItIsKnownWhoItIs() throws Exception {
        try (Guard resting = new Guard();
                Relay link = link(Set.of("orders"), resting);
                Socket person = new Socket()) {
            person.connect(link.address());
            person.getOutputStream().write('?');
            assertThat(person.getInputStream().read()).isEqualTo('!');
            String said = KNOWN ? said(List.of(), "catalog", link.address(), List.of("stay")) : "";

            assertThat(said).isIn(KNOWN ? List.of("n", "yc") : List.of(""));
        }

        assertThat(refusals()).hasSize(KNOWN ? 1 : 0);
    }

    @Test
    void whoHasGoneBeforeItIsKnownWhoItWasIsRefusedAndWhoOnlyEndedItsSendingIsNot()
            throws Exception {
        // The listener ends nothing: of a connection that both have ended the system knows nothing.
        try (ServerSocket waits = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket half = new Socket();
                Socket gone = new Socket()) {
            InetSocketAddress there = (InetSocketAddress) waits.getLocalSocketAddress();
            half.connect(there);
            half.shutdownOutput();
            gone.connect(there);
            InetSocketAddress halfs = (InetSocketAddress) half.getLocalSocketAddress();
            InetSocketAddress its = (InetSocketAddress) gone.getLocalSocketAddress();
            gone.close();

            assertThat(verdict(halfs, there).refusal()).isEmpty();
            assertThat(verdict(its, there).refusal())
                    .isEqualTo(KNOWN ? Optional.of(Guard.GONE) : Optional.empty());
        }
    }

    @Test
    void anAnswerThatNobodyTakesKeepsNobodyElseFromHis() throws Exception {
        InetSocketAddress there = (InetSocketAddress) engine.getLocalSocketAddress();
        try (Socket person = new Socket()) {
            person.connect(there);
            InetSocketAddress its = (InetSocketAddress) person.getLocalSocketAddress();
            CountDownLatch thrown = new CountDownLatch(KNOWN ? 1 : 0);
            if (KNOWN) {
                guard.door(Set.of("orders"))
                        .knock(
                                its,
                                there,
                                _ -> {
                                    thrown.countDown();
                                    throw new RejectedExecutionException("the loop has ended");
                                });
            }
            assertThat(thrown.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(verdict(its, there)).isEqualTo(Door.Verdict.UNKNOWN);
        }
    }

    private Door.Verdict verdict(InetSocketAddress client, InetSocketAddress there)
            throws Exception {
        CompletableFuture<Door.Verdict> answer = new CompletableFuture<>();
        guard.door(Set.of("orders")).knock(client, there, answer::complete);
        return answer.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private Relay link(Set<String> users) {
        return link(users, guard);
    }

    private Relay link(Set<String> users, Guard guard) {
        return Relay.listen(
                loops,
                FREE,
                Targets.always((InetSocketAddress) engine.getLocalSocketAddress()),
                Conditions.direct(),
                flows.log(new FlowRecord.Way("link-a-b", "a", "b", "queues")),
                guard.door(users));
    }

    private List<String> refusals() {
        flows.close();
        List<FlowRecord> records = new ArrayList<>();
        new FlowReader(folder).more(records::add);
        return records.stream()
                .filter(it -> !it.accepted())
                .map(it -> it.service() + " " + it.pod() + " " + it.reason())
                .toList();
    }

    private boolean answered(String service, InetSocketAddress address) throws Exception {
        return answered(List.of(), service, address);
    }

    private boolean answered(List<String> before, String service, Relay link) throws Exception {
        return answered(before, service, link.address());
    }

    private static boolean answered(List<String> before, String service, InetSocketAddress address)
            throws Exception {
        String said = said(before, service, address, List.of());
        assertThat(said).isIn("y", "n");
        return said.equals("y");
    }

    private static String said(
            List<String> before, String service, InetSocketAddress address, List<String> after)
            throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pod.class.getName(),
                        address.getHostString() + ":" + address.getPort()));
        command.addAll(after);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("TWINKEEL_SERVICE", service, "TWINKEEL_POD", service + "-1"));
        Process pod = builder.start();
        try {
            String said = new String(pod.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(pod.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return said;
        } finally {
            pod.destroyForcibly();
        }
    }

    private void serve() {
        while (!engine.isClosed()) {
            try {
                Socket socket = engine.accept();
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (socket) {
                                        while (socket.getInputStream().read() >= 0) {
                                            socket.getOutputStream().write('!');
                                        }
                                    } catch (IOException _) {
                                        // The other side ended it.
                                    }
                                });
            } catch (IOException _) {
                return;
            }
        }
    }
}
