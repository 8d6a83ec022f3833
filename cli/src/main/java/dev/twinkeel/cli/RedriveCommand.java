package dev.twinkeel.cli;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.store.Sqs;
import dev.twinkeel.twin.store.StoreStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "redrive",
        description = {
            "Gives back to a queue what was set aside: messages that nobody could handle so often"
                    + " that they went to its dead-letter queue.",
            "Do it when what was wrong with them, or with their reader, is mended."
        })
final class RedriveCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "Its name in the file.")
    private String queue = "";

    private final Terminal terminal;

    RedriveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (TwinClient client = twin.client(terminal)) {
            List<StoreStatus> all =
                    client.status().stores().stream()
                            .filter(it -> it.kind().equals("queue"))
                            .toList();
            List<StoreStatus> named = all.stream().filter(it -> it.name().equals(queue)).toList();
            if (named.isEmpty()) {
                throw new Trouble(
                        Exit.USAGE,
                        "there is no queue \"" + queue + "\"",
                        all.isEmpty()
                                ? "The file names no queue."
                                : "Queues are "
                                        + all.stream()
                                                .map(StoreStatus::name)
                                                .distinct()
                                                .collect(Collectors.joining(", "))
                                        + ".");
            }
            for (StoreStatus status : named) {
                terminal.out().println("  " + status.region() + "  " + redrive(status));
            }
        }
        return Exit.DONE;
    }

    private static String redrive(StoreStatus status) throws IOException {
        Object setAside = status.facts().get("setAside");
        if (setAside == null) {
            return status.sentence();
        }
        long messages = Long.parseLong(setAside.toString());
        if (messages == 0) {
            return "nothing was set aside";
        }
        Address broker = status.address().orElseThrow();
        try (Sqs sqs = new Sqs(status.credentials().orElseThrow())) {
            sqs.redrive(broker, String.valueOf(status.facts().get("deadLetters")));
        }
        return messages + (messages == 1 ? " message goes" : " messages go") + " back";
    }
}
