package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "switchover",
        description = {
            "Moves the primary of a database to another zone of its region, planned: nothing is"
                    + " lost.",
            "Another region is the target of `failback`."
        })
final class SwitchoverCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();
    @Mixin private final MoveOptions options = new MoveOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "MEMBER",
            description =
                    "The member or the zone that shall be the primary. Default: a synchronous"
                            + " standby.")
    private @Nullable String target;

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
            return new OrderedMove(
                            terminal,
                            Optional.of(member.region()),
                            Optional.of(moved.database()),
                            new Command.Switchover(member),
                            member.name() + " is the primary of " + moved.database(),
                            status -> holds(status, moved.database(), member),
                            _ -> "Holding")
                    .order(client, progress, options);
        }
    }

    private static boolean holds(Status status, String database, Member member) {
        return status.database(database)
                .flatMap(Status.DatabaseStatus::lease)
                .flatMap(Lease::holder)
                .equals(Optional.of(member));
    }

    private Status.DatabaseStatus database(Status status) {
        List<String> names =
                status.databases().stream().map(Status.DatabaseStatus::database).toList();
        if (options.database().isEmpty() && names.size() != 1) {
            throw new Trouble(
                    Exit.USAGE,
                    "move the primary of which database?",
                    "Add --database with one of " + String.join(", ", names) + ".");
        }
        String name = options.database().orElseGet(names::getFirst);
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
                moved.lease().map(Lease::synchronous).stream().flatMap(Collection::stream).toList();
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
}
