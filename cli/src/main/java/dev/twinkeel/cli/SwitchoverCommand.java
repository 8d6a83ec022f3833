package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "switchover",
        description = {
            "Moves the primary of a database to another zone of its region, planned: nothing is"
                    + " lost.",
            "Another region is the target of `failback`."
        })
final class SwitchoverCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);

    @Mixin private final TwinOption twin = new TwinOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "MEMBER",
            description =
                    "The member or the zone that shall be the primary. Default: a synchronous"
                            + " standby.")
    private @Nullable String target;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Which database. Default: the only one.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = Words.Time.class,
            description = "How long to watch. Default: 2m. The engine goes on after it.")
    private Duration limit = Duration.ZERO;

    @Option(
            names = "--dry-run",
            description = "Only tell what the engine would do now, and what stands in its way.")
    private boolean dryRun;

    private final Terminal terminal;

    SwitchoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Application application = twin.read(terminal).application();
        try (TwinClient client = twin.client(terminal);
                var progress = new Progress(terminal)) {
            Status.DatabaseStatus moved = database(client.status());
            Member member = member(application, moved);
            var command = new Command.Switchover(member);
            Optional<String> place = Optional.of(member.region());
            Optional<String> name = Optional.of(moved.database());
            if (dryRun) {
                terminal.out().println(client.dryRun(place, name, command));
                return Exit.DONE;
            }
            progress.step("ask for " + member.name());
            String who = System.getProperty("user.name");
            String answer = client.command(who, place, name, command);
            progress.done();
            terminal.err().println(answer);
            return watch(client, progress, moved.database(), member);
        }
    }

    private Status.DatabaseStatus database(Status status) {
        List<String> names =
                status.databases().stream().map(Status.DatabaseStatus::database).toList();
        if (database.isEmpty() && names.size() != 1) {
            throw new Trouble(
                    Exit.USAGE,
                    "move the primary of which database?",
                    "Add --database with one of " + String.join(", ", names) + ".");
        }
        String name = database.orElseGet(names::getFirst);
        return status.database(name)
                .orElseThrow(
                        () ->
                                new Trouble(
                                        Exit.USAGE,
                                        "there is no database \"" + name + "\"",
                                        "There are " + String.join(", ", names) + "."));
    }

    /// A member that the lease knows: every one of them confirms commits.
    private Member member(Application application, Status.DatabaseStatus moved) {
        List<Member> ready =
                moved.lease().map(Lease::synchronous).stream()
                        .flatMap(java.util.Collection::stream)
                        .toList();
        Optional<Member> found =
                ready.stream()
                        .filter(
                                it ->
                                        target == null
                                                || it.name().equals(target)
                                                || it.zone().equals(target))
                        .findFirst();
        boolean region =
                application.regions().stream().map(Region::name).anyMatch(it -> it.equals(target));
        return found.orElseThrow(
                () ->
                        new Trouble(
                                Exit.USAGE,
                                target == null
                                        ? moved.database() + " has no synchronous standby now"
                                        : target
                                                + " is no synchronous standby of "
                                                + moved.database(),
                                region
                                        ? "Use `twinkeel failback "
                                                + target
                                                + "` for another region."
                                        : "Those that could take over without a loss: %s."
                                                .formatted(
                                                        ready.stream()
                                                                .map(Member::name)
                                                                .toList())));
    }

    private int watch(TwinClient client, Progress progress, String name, Member member)
            throws InterruptedException {
        progress.step("until " + member.name() + " is the primary");
        while (progress.elapsed().compareTo(limit) < 0) {
            Optional<Member> holder =
                    client.status()
                            .database(name)
                            .flatMap(Status.DatabaseStatus::lease)
                            .flatMap(Lease::holder);
            if (holder.equals(Optional.of(member))) {
                progress.done();
                terminal.out().println(member.name() + " is the primary of " + name);
                return Exit.DONE;
            }
            Thread.sleep(LOOK);
        }
        progress.failed();
        throw new Trouble(
                Exit.BROKEN,
                "%s is not the primary after %d s".formatted(member.name(), limit.toSeconds()),
                "`twinkeel explain` shows what the engine decided and why; it may still go on.");
    }
}
