package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsServerTest {
    private static final String DOMAIN = "shop.example.com";
    private static final Duration TTL = Duration.ofSeconds(10);

    private final DnsZone zone =
            new DnsZone(DOMAIN, List.of(ip("127.0.0.53")), Duration.ofSeconds(5));
    private final DnsServer server = DnsServer.listen(Peer.anyPort(), List.of(zone));

    DnsServerTest() {
        zone.put(new RecordSet.Simple("www." + DOMAIN, TTL, List.of(ip("10.0.0.1"))));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Inet4Address ip(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static RecordSet.Choice choice(String address, Health health) {
        return new RecordSet.Choice(List.of(ip(address)), health);
    }

    private Message ask(Message query) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5000);
            byte[] wire = query.toWire();
            socket.send(new DatagramPacket(wire, wire.length, server.address()));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Message query(String name, int type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> addresses(String name) {
        return ask(query(name, Type.A)).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // The API wants it; our own server answers.
    private Attribute jdkAsks(String name, String type) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put(
                "java.naming.provider.url", "dns://127.0.0.1:" + server.address().getPort());
        DirContext context = new InitialDirContext(environment);
        try {
            return context.getAttributes(name, new String[] {type}).get(type);
        } finally {
            context.close();
        }
    }

    @Test
    void theJdksOwnClientFindsAnAddress() throws NamingException {
        assertThat(jdkAsks("www." + DOMAIN, "A").get()).isEqualTo("10.0.0.1");
        assertThat(jdkAsks(DOMAIN, "NS").get()).isEqualTo("ns1." + DOMAIN + ".");
        assertThat(jdkAsks("ns1." + DOMAIN, "A").get()).isEqualTo("127.0.0.53");
        assertThat(jdkAsks(DOMAIN, "SOA").get().toString()).startsWith("ns1." + DOMAIN);
        assertThatThrownBy(() -> jdkAsks("none." + DOMAIN, "A"))
                .isInstanceOf(NameNotFoundException.class);
    }

    @Test
    void theJdksOwnClientFallsBackToTcpForALargeAnswer() throws NamingException {
        putMany();
        assertThat(jdkAsks("many." + DOMAIN, "A").size()).isEqualTo(200);
    }

    private void putMany() {
        List<Inet4Address> many = IntStream.range(0, 200).mapToObj(i -> ip("10.1.0." + i)).toList();
        zone.put(new RecordSet.Simple("many." + DOMAIN, TTL, many));
    }

    @Test
    void realDigIsSatisfied() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/dig"))) {
            return;
        }
        putMany();
        assertThat(dig("www." + DOMAIN))
                .contains("status: NOERROR", "flags: qr aa", "\t10\tIN\tA\t10.0.0.1")
                .doesNotContain("WARNING: recursion requested but");
        assertThat(dig("none." + DOMAIN)).contains("status: NXDOMAIN", "SOA", "\t5\tIN");
        assertThat(dig("www." + DOMAIN, "AAAA")).contains("status: NOERROR", "ANSWER: 0", "SOA");
        assertThat(dig("www.elsewhere.org")).contains("status: REFUSED");
        assertThat(dig("many." + DOMAIN)).contains("ANSWER: 200", "(TCP)");
        assertThat(dig("many." + DOMAIN, "+ignore", "+bufsize=512")).contains("flags: qr aa tc");
        assertThat(dig("many." + DOMAIN, "+tcp")).contains("ANSWER: 200");
        assertThat(dig("www." + DOMAIN, "+noedns")).contains("10.0.0.1").doesNotContain("EDNS");
        assertThat(dig("www." + DOMAIN, "+edns=1", "+noednsneg")).contains("BADVERS");
        assertThat(dig("www." + DOMAIN, "+cookie", "+subnet=203.0.113.0/24")).contains("10.0.0.1");
    }

    private String dig(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/usr/bin/dig",
                                "@127.0.0.1",
                                "-p",
                                String.valueOf(server.address().getPort()),
                                "+norecurse",
                                "+time=5"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void theCaseOfTheQuestionIsKeptAndAnyIdServes() {
        for (int id : new int[] {0, 1, 0x7FFF, 0x8000, 0xFFFF}) {
            Message query = query("wWw.ShOp.eXaMpLe.cOm", Type.A);
            query.getHeader().setID(id);
            Message answer = ask(query);
            assertThat(answer.getHeader().getID()).isEqualTo(id);
            assertThat(answer.getQuestion().getName().toString())
                    .isEqualTo("wWw.ShOp.eXaMpLe.cOm.");
            assertThat(answer.getSection(Section.ANSWER).getFirst().getName().toString())
                    .isEqualTo("wWw.ShOp.eXaMpLe.cOm.");
        }
    }

    @Test
    void aNameThatIsAbsentIsNxdomainAndATypeThatIsAbsentIsNodataBothWithSoa() {
        zone.put(new RecordSet.Simple("a.b." + DOMAIN, TTL, List.of(ip("10.0.0.2"))));
        Message absent = ask(query("none." + DOMAIN, Type.A));
        assertThat(absent.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        Message noData = ask(query("www." + DOMAIN, Type.AAAA));
        assertThat(noData.getRcode()).isEqualTo(Rcode.NOERROR);
        // A name that exists only because one below it does (RFC 8020).
        Message between = ask(query("b." + DOMAIN, Type.A));
        assertThat(between.getRcode()).isEqualTo(Rcode.NOERROR);
        for (Message answer : List.of(absent, noData, between)) {
            assertThat(answer.getSection(Section.ANSWER)).isEmpty();
            Record soa = answer.getSection(Section.AUTHORITY).getFirst();
            assertThat(soa.getType()).isEqualTo(Type.SOA);
            assertThat(soa.getTTL()).isEqualTo(5);
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        }
    }

    @Test
    void foreignNamesTransfersAndOtherClassesAreRefused() throws IOException {
        assertThat(ask(query("example.com", Type.A)).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask(query(DOMAIN, Type.AXFR)).getRcode()).isEqualTo(Rcode.REFUSED);
        Record chaos = Record.newRecord(Name.fromString(DOMAIN + "."), Type.TXT, DClass.CH);
        assertThat(ask(Message.newQuery(chaos)).getRcode()).isEqualTo(Rcode.REFUSED);
        Message update = Message.newUpdate(Name.fromString(DOMAIN + "."));
        assertThat(ask(update).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void anAnswerTooLargeIsTruncatedToWhatTheClientTakes() {
        putMany();
        Message plain = ask(query("many." + DOMAIN, Type.A));
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.toWire().length).isLessThanOrEqualTo(512);
        Message query = query("many." + DOMAIN, Type.A);
        query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message extended = ask(query);
        assertThat(extended.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(extended.toWire().length).isLessThanOrEqualTo(1232);
        assertThat(extended.getOPT()).isNotNull();
    }

    @Test
    void failoverFollowsHealthAndFailsOpenToThePrimary() {
        RoutingControl primary = new RoutingControl("mumbai", true);
        RoutingControl secondary = new RoutingControl("singapore", true);
        zone.put(
                new RecordSet.Failover(
                        DOMAIN, TTL, choice("10.0.1.1", primary), choice("10.0.2.1", secondary)));
        assertThat(addresses(DOMAIN)).containsExactly("10.0.1.1");
        assertThat(primary.turn(2, false)).isTrue();
        assertThat(addresses(DOMAIN)).containsExactly("10.0.2.1");
        assertThat(secondary.turn(2, false)).isTrue();
        assertThat(addresses(DOMAIN)).containsExactly("10.0.1.1");
        assertThat(primary.turn(1, true)).as("a late order").isFalse();
        assertThat(secondary.turn(3, true)).isTrue();
        assertThat(addresses(DOMAIN)).containsExactly("10.0.2.1");
        assertThat(ask(query(DOMAIN, Type.A)).getSection(Section.ANSWER).getFirst().getTTL())
                .isEqualTo(10);
    }

    @Test
    void weightsAreSharesAndZeroIsTheLastResort() {
        boolean[] up = {true, true, true};
        zone.put(
                new RecordSet.Weighted(
                        "w." + DOMAIN,
                        TTL,
                        List.of(
                                new RecordSet.WeightedChoice(choice("10.0.0.1", () -> up[0]), 30),
                                new RecordSet.WeightedChoice(choice("10.0.0.2", () -> up[1]), 10),
                                new RecordSet.WeightedChoice(choice("10.0.0.3", () -> up[2]), 0))));
        int first = 0;
        for (int i = 0; i < 2000; i++) {
            List<String> got = addresses("w." + DOMAIN);
            assertThat(got).doesNotContain("10.0.0.3");
            first += got.contains("10.0.0.1") ? 1 : 0;
        }
        assertThat(first).isBetween(1380, 1620);
        up[0] = false;
        assertThat(addresses("w." + DOMAIN)).containsExactly("10.0.0.2");
        up[1] = false;
        assertThat(addresses("w." + DOMAIN)).containsExactly("10.0.0.3");
        up[2] = false;
        assertThat(addresses("w." + DOMAIN)).isSubsetOf("10.0.0.1", "10.0.0.2");
    }

    @Test
    void aMultivalueAnswerHasUpToEightHealthyOnes() {
        List<RecordSet.Choice> choices = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int number = i;
            choices.add(choice("10.0.0." + i, () -> number >= 2));
        }
        zone.put(new RecordSet.Multivalue("m." + DOMAIN, TTL, choices));
        assertThat(addresses("m." + DOMAIN))
                .hasSize(8)
                .doesNotContain("10.0.0.0", "10.0.0.1")
                .doesNotHaveDuplicates();
    }

    @Test
    void aRecordSetThatIsRemovedOrForeignIsNotServed() {
        zone.remove("WWW." + DOMAIN);
        assertThat(ask(query("www." + DOMAIN, Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThatThrownBy(() -> zone.put(new RecordSet.Simple("www.other.org", TTL, List.of())))
                .hasMessageContaining("www.other.org")
                .hasMessageContaining(DOMAIN);
    }

    @Test
    void severalQuestionsOnOneTcpConnectionAreAnswered() throws IOException {
        try (Socket socket = Peer.connect(server.address())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 3; i++) {
                byte[] wire = query("www." + DOMAIN, Type.A).toWire();
                out.writeShort(wire.length);
                out.write(wire);
                byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(new Message(answer).getSection(Section.ANSWER)).hasSize(1);
            }
        }
    }

    @Test
    void twentyThousandMalformedMessagesNeverBreakIt() throws IOException {
        Random random = new Random(7);
        DnsAnswers answers = new DnsAnswers(List.of(zone), random);
        byte[] good = query("www." + DOMAIN, Type.A).toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 20_000; i++) {
                byte[] bad = mutated(good, random);
                answers.answer(bad, random.nextBoolean())
                        .ifPresent(answer -> assertThat(answer.length).isBetween(12, 65_535));
                if (i % 10 == 0) {
                    socket.send(new DatagramPacket(bad, bad.length, server.address()));
                }
            }
        }
        assertThat(addresses("www." + DOMAIN)).containsExactly("10.0.0.1");
    }

    private static byte[] mutated(byte[] good, Random random) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = Arrays.copyOf(good, random.nextInt(1, good.length + 40));
        for (int changes = random.nextInt(6); changes >= 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void aFragmentOrAnAnswerGetsNoAnswerAndGarbageAFormatError() {
        DnsAnswers answers = new DnsAnswers(List.of(zone), new Random(1));
        assertThat(answers.answer(new byte[11], true)).isEmpty();
        byte[] reflected = query("www." + DOMAIN, Type.A).toWire();
        reflected[2] |= (byte) 0x80;
        assertThat(answers.answer(reflected, true)).isEmpty();
        byte[] cut = Arrays.copyOf(query("www." + DOMAIN, Type.A).toWire(), 20);
        byte[] answer = answers.answer(cut, true).orElseThrow();
        assertThat(answer).hasSize(12);
        assertThat(answer[3] & 0xF).isEqualTo(Rcode.FORMERR);
    }
}
