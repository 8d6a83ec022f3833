package dev.twinkeel.cli;

import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.guard.FlowReader;
import dev.twinkeel.twin.guard.FlowRecord;
import dev.twinkeel.twin.guard.Guard;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "flows",
        description = {
            "Lists the connections that crossed a link, a gate or an internal balancer, and those"
                    + " that were refused there.",
            "A connection is listed when it has ended. The files are in `.twinkeel/flows`, in the"
                    + " form of VPC flow logs."
        })
final class FlowsCommand implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private static final Comparator<FlowRecord> BY_END = Comparator.comparing(FlowRecord::end);

    @Mixin private final TwinOption twin = new TwinOption();

    @Mixin private final Reading reading = new Reading();

    @Option(names = "--refused", description = "Only those that were refused.")
    private boolean refused;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    private final Terminal terminal;

    FlowsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder =
                reading.folder(
                        twin.state(terminal).flows(),
                        "flow log",
                        "Connections are noted from the first `twinkeel up` on.");
        var reader = new FlowReader(folder);
        last(reader, refused, reading.lines()).forEach(this::tell);
        reading.follow(
                terminal, () -> last(reader, refused, Integer.MAX_VALUE).forEach(this::tell));
        return Exit.DONE;
    }

    /// The last of what has come, the connection that ended first being the first. No more of them
    /// are ever in memory: the files may hold a hundred megabytes.
    static List<FlowRecord> last(FlowReader reader, boolean refused, int most) {
        Queue<FlowRecord> last = new PriorityQueue<>(BY_END);
        reader.more(
                record -> {
                    if (!refused || !record.accepted()) {
                        last.add(record);
                    }
                    if (last.size() > most) {
                        last.remove();
                    }
                });
        return last.stream().sorted(BY_END).toList();
    }

    private void tell(FlowRecord record) {
        terminal.out().println(json ? Json.write(record) : text(record));
    }

    static String text(FlowRecord record) {
        return "%s  %s  %s -> %s  %s  %d B there, %d B back, %d ms  %s"
                .formatted(
                        CLOCK.format(record.end()),
                        record.accepted() ? "ACCEPT" : "REJECT",
                        caller(record),
                        record.name().isEmpty()
                                ? record.to()
                                : record.name() + " in " + record.to(),
                        record.at(),
                        record.bytesThere(),
                        record.bytesBack(),
                        record.time().toMillis(),
                        record.accepted() ? record.ending() : reason(record));
    }

    /// An engine knows whose key it was, and not which pod's.
    private static String caller(FlowRecord record) {
        if (record.pod().isEmpty()) {
            return record.from().isEmpty() ? record.service() : record.from();
        }
        return record.pod() + " in " + record.from();
    }

    private static String reason(FlowRecord record) {
        return switch (record.reason()) {
            case Guard.NOT_USED ->
                    "refused: %s does not use %s".formatted(record.service(), record.name());
            case "not-allowed" ->
                    "refused: %s may not do that to any resource".formatted(record.service());
            case "not-signed" -> "refused: no signature";
            case "unknown-key" -> "refused: a key that nobody has, or has any more";
            case "bad-signature" -> "refused: a signature that is wrong, or old";
            case Guard.GONE -> "refused: it had gone before it was known whose it was";
            default -> "refused: nothing to lead it to";
        };
    }
}
