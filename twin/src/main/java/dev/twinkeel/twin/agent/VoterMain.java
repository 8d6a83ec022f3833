package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.VoterConfig;
import java.nio.file.Path;

/// The process of one voter of the consensus store. Its argument is the path of a [VoterConfig] as
/// JSON; SIGTERM ends it.
public final class VoterMain {
    private VoterMain() {}

    public static void main(String[] args) {
        Logs.quiet();
        if (args.length != 1) {
            System.err.println("usage: VoterMain <config.json> | --rehearse");
            System.exit(2);
        }
        if (args[0].equals("--rehearse")) {
            Rehearsal.voters();
            System.exit(0);
        }
        Voter voter = new Voter(Json.read(Path.of(args[0]), VoterConfig.class));
        Runtime.getRuntime().addShutdownHook(new Thread(voter::close, "stop"));
        voter.run();
    }
}
