package dev.twinkeel.cli;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.Twins;
import dev.twinkeel.twin.store.TablesLicence;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Starts the twin: two regions, and everything in them, on this machine.")
final class UpCommand implements Callable<Integer> {
    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Option(
            names = "--attached",
            description =
                    "Stay, and bring the twin down with Ctrl-C. Default: it goes on by itself.")
    private boolean attached;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "40s",
            converter = Words.Time.class,
            description = "How long a pod may take until it answers its health page. Default: 40s.")
    private Duration patience = Duration.ZERO;

    @Option(
            names = "--without-tables",
            description =
                    "Refuse DynamoDB Local, which is not open source: the twin has no tables then."
                            + " Remembered.")
    private boolean withoutTables;

    @Option(names = "--with-tables", description = "Take a refusal of DynamoDB Local back.")
    private boolean withTables;

    private final Terminal terminal;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ApplicationOption.Read read = which.read(terminal);
        StateFolder state = which.state(terminal);
        if (withoutTables || withTables) {
            new TablesLicence(Twins.cache()).remember(withoutTables);
        }
        Twins.find(state)
                .ifPresent(
                        contact -> {
                            throw new Trouble(
                                    Exit.USAGE,
                                    "the twin of %s is up already (process %d)"
                                            .formatted(read.file(), contact.pid()),
                                    "`twinkeel status` shows it, `twinkeel down` ends it.");
                        });
        try (var progress = new Progress(terminal)) {
            var start = new Twins.Start(read.file(), state, attached, false, patience);
            Twins.Running running = Twins.up(start, progress::said);
            progress.done();
            Status status = running.client().status();
            tell(read, status, progress);
            if (attached) {
                stay(running);
            }
        }
        return Exit.DONE;
    }

    private void tell(ApplicationOption.Read read, Status status, Progress progress) {
        String file = " -f " + read.file();
        terminal.err()
                .printf(
                        "%s is up in %.1f s: %d processes, serving from %s%n",
                        status.application(),
                        progress.elapsed().toMillis() / 1000.0,
                        status.processes().stream().filter(Status.Unit::alive).count(),
                        status.serving().orElse("no region"));
        Address dns = status.dns();
        terminal.out()
                .printf(
                        "users    %s at %s%ndns      dig @%s -p %d %s%nlogs     twinkeel logs%s%n"
                                + "end      %s%n",
                        status.domain(),
                        status.entry().stream()
                                .map(it -> "http://" + it)
                                .collect(Collectors.joining(" and ")),
                        dns.host(),
                        dns.port(),
                        status.domain(),
                        file,
                        attached ? "Ctrl-C" : "twinkeel down" + file);
    }

    /// Until Ctrl-C, which ends this process and so the twin; or until the twin ends by itself.
    private static void stay(Twins.Running running) throws InterruptedException {
        try (running) {
            running.host().waitFor();
        }
    }
}
