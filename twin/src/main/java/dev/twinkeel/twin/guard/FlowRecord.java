package dev.twinkeel.twin.guard;

import dev.twinkeel.traffic.FlowLog.Ending;
import dev.twinkeel.traffic.FlowLog.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One connection in a flow log: the fourteen fields of a VPC flow log, version 2, in their order,
/// and then what they do not say: which place, service and pod, what it reached, what came back.
///
/// @param at the listener that accepted it: `link-FROM-TO`, `gate-NAME` or `balancer-NAME`
/// @param from the place that it came from
/// @param service of the caller; empty when it is not known
/// @param pod the caller's; empty when it is not known
/// @param to the place that it went to
/// @param name of what it went to: a database, a service, `queues`
/// @param ending how it ended, in one word
/// @param reason why it was refused, in one word; empty when it was not
public record FlowRecord(
        Instant start,
        Instant end,
        boolean accepted,
        String at,
        String from,
        String service,
        String pod,
        String to,
        String name,
        String source,
        int sourcePort,
        String target,
        int targetPort,
        long bytesThere,
        long bytesBack,
        String ending,
        String reason) {
    /// Field names, as the first line of a VPC flow log's file has them.
    public static final String HEADER =
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
                    + " start end action log-status src-place src-service src-pod dst-place dst-name"
                    + " bytes-back ending reason";

    private static final int FIELDS = HEADER.split(" ", -1).length;
    private static final String TCP = "6";
    private static final String ACCEPT = "ACCEPT";
    private static final String NONE = "-";

    /// What a listener is, and between which places.
    public record Way(String at, String from, String to, String name) {}

    static FlowRecord of(Way way, Flow flow, Instant end) {
        boolean accepted = flow.ending() != Ending.DENIED && flow.ending() != Ending.REFUSED;
        return new FlowRecord(
                end.minus(flow.time()),
                end,
                accepted,
                way.at(),
                way.from(),
                flow.caller().service(),
                flow.caller().pod(),
                way.to(),
                way.name(),
                flow.client().getAddress().getHostAddress(),
                flow.client().getPort(),
                flow.listener().getAddress().getHostAddress(),
                flow.listener().getPort(),
                flow.bytesThere(),
                flow.bytesBack(),
                flow.ending().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                accepted ? "" : flow.caller().refusal().orElse("no-target"));
    }

    /// A connection that never was.
    static FlowRecord nothing() {
        return new FlowRecord(
                Instant.EPOCH,
                Instant.EPOCH,
                true,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                0,
                "",
                0,
                0,
                0,
                "",
                "");
    }

    /// @param account the application, which VPC flow logs have an account for
    String line(String account) {
        return String.join(
                " ",
                "2",
                account,
                at,
                source,
                target,
                Integer.toString(sourcePort),
                Integer.toString(targetPort),
                TCP,
                NONE,
                Long.toString(bytesThere),
                seconds(start),
                seconds(end),
                accepted ? ACCEPT : "REJECT",
                "OK",
                text(from),
                text(service),
                text(pod),
                text(to),
                text(name),
                Long.toString(bytesBack),
                ending,
                text(reason));
    }

    /// A line in place of records that were lost, as VPC flow logs have them.
    static String lost(String account, long count, Instant start, Instant end) {
        return "2 %s - - - - - - %d - %s %s - SKIPDATA - - - - - - - -"
                .formatted(account, count, seconds(start), seconds(end));
    }

    /// The connection that a line tells of; empty for a heading, for lost records, and for a line
    /// that was not written to its end.
    public static Optional<FlowRecord> read(String line) {
        List<String> fields = List.of(line.split(" ", -1));
        if (fields.size() != FIELDS || !fields.get(13).equals("OK")) {
            return Optional.empty();
        }
        return Optional.of(
                new FlowRecord(
                        instant(fields.get(10)),
                        instant(fields.get(11)),
                        fields.get(12).equals(ACCEPT),
                        fields.get(2),
                        value(fields.get(14)),
                        value(fields.get(15)),
                        value(fields.get(16)),
                        value(fields.get(17)),
                        value(fields.get(18)),
                        fields.get(3),
                        Integer.parseInt(fields.get(5)),
                        fields.get(4),
                        Integer.parseInt(fields.get(6)),
                        Long.parseLong(fields.get(9)),
                        Long.parseLong(fields.get(19)),
                        fields.get(20),
                        value(fields.get(21))));
    }

    public Duration time() {
        return Duration.between(start, end);
    }

    private static String text(String value) {
        return value.isEmpty() ? NONE : value;
    }

    private static String value(String text) {
        return text.equals(NONE) ? "" : text;
    }

    /// Seconds since 1970 as in VPC flow logs, with milliseconds.
    private static String seconds(Instant instant) {
        return "%d.%03d".formatted(instant.getEpochSecond(), instant.getNano() / 1_000_000);
    }

    private static Instant instant(String seconds) {
        int point = seconds.indexOf('.');
        return Instant.ofEpochSecond(
                Long.parseLong(seconds.substring(0, point)),
                Long.parseLong(seconds.substring(point + 1)) * 1_000_000);
    }
}
