package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input and trouble with the machine: each is told with what to do about it and an exit code
/// that is not 0, leaves nothing running, and takes no data away. The launcher's share, as no JDK
/// and Ctrl-C during a build, is in [LauncherTest].
final class TroubleTest {
    /// Answers everything; a shell starts it with the JDK of this test.
    private static final String WEB = "exec \"$JAVA\" -XX:TieredStopAtLevel=1 Web.java";

    @TempDir private Path folder = Path.of("");

    @Test
    void aFileThatIsWrongIsToldWithLineValueAndTheNearestWord() throws Exception {
        application(
                "sleep 600",
                "    replica: { min: 1 }\n    uses: [ ordres-db ]\ndatabases: { orders-db: }\n");

        Said said = Said.by("up", "-f", file());

        assertThat(said.exit()).isEqualTo(Exit.USAGE);
        assertThat(said.err())
                .contains("twinkeel.yaml:6:5: services.web.replica")
                .contains("did you mean \"replicas\"?")
                .contains("twinkeel.yaml:7:")
                .contains("ordres-db")
                .contains("did you mean \"orders-db\"?");
        assertThat(folder.resolve(".twinkeel")).doesNotExist();
    }

    /// As without Node: the examples' own case is told with how to get it.
    @Test
    void programsFoldersAndSchemasThatAreNotThereAreToldTogether() throws Exception {
        application("npx-99 serve", "    uses: [ box ]\ndatabases: { box: { schema: box.sql } }\n");

        refused(
                "no program \"npx-99\" on the PATH",
                "twinkeel.yaml:5: services.web.run (now `npx-99 serve`)",
                "no schema file " + folder.resolve("box.sql"),
                "twinkeel.yaml:8: databases.box.schema");
    }

    @Test
    void aPortInUseIsToldWithItsHolder() throws Exception {
        application("sleep 600", "");
        try (var taken = new ServerSocket()) {
            // A pod's; on all addresses, so that it is taken on the twin's too.
            taken.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 29_001));

            refused(
                    "port 29001 is taken on every address of this machine",
                    "End what listens on port 29001");
        }
    }

    @Test
    void aStateFolderThatCannotBeMadeIsTold() throws Exception {
        application("sleep 600", "");
        Files.writeString(folder.resolve(".twinkeel"), "not a folder");

        refused(
                "write the state folder " + folder.resolve(".twinkeel"),
                "Move away the file that stands where the folder");
        assertThat(folder.resolve(".twinkeel")).hasContent("not a folder");
    }

    @Test
    void aStateFolderOfAnotherVersionIsLeftAsItIs() throws Exception {
        application("sleep 600", "");
        Path state = Files.createDirectories(folder.resolve(".twinkeel"));
        Files.writeString(state.resolve("format"), "99");
        Path data = Files.createDirectories(state.resolve("data/box-east-a"));
        Files.writeString(data.resolve("rows"), "of value");

        refused("made by another version (format 99, this one makes 2)", "Move the folder away");
        assertThat(data.resolve("rows")).hasContent("of value");
        assertThat(state.resolve("format")).hasContent("99");
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        application("sleep 600", "    uses: [ box ]\ndatabases: { box: }\n");
        // No file may grow beyond 2 MB: PostgreSQL cannot write its log of 16.
        List<String> limited = List.of("sh", "-c", "ulimit -f 4096; exec \"$@\"", "limited");

        try (Child up = Child.under(folder, limited, "up", "-f", file())) {
            refused(up.ended(), "File too large", "Make room where");
        }
    }

    @Test
    void aServiceThatExitsAtOnceIsToldWithItsLastWords() throws Exception {
        application("echo no settings; exit 3", "");

        refused(
                "service web ended 3 times before it answered GET /",
                "exit code 3",
                "no settings",
                "twinkeel.yaml:5: services.web.run");
    }

    @Test
    void aServiceThatNeverBecomesHealthyIsToldWithWhatWasSeen() throws Exception {
        application("sleep 600", "");

        try (Child up = Child.of(folder, "up", "-f", file(), "--patience", "2s")) {
            refused(
                    up.ended(),
                    "service web did not answer GET / with 200",
                    "within 2s",
                    "nobody listens there",
                    "HOST and PORT",
                    "--patience");
        }
    }

    @Test
    void anEngineThatDiesDuringStartIsToldAndItsDataKept() throws Exception {
        application("sleep 600", "    uses: [ box ]\ndatabases: { box: }\n");
        Path data = folder.resolve(".twinkeel/data/box-east-a/data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("PG_VERSION"), "18\n");
        Files.writeString(data.resolve("rows"), "of value");

        refused("the secret", "sealed/postgres is not there", "nothing was touched");
        // As a version left it that did not seal its secrets.
        Files.writeString(folder.resolve(".twinkeel/format"), "1");
        Path secrets = Files.createDirectories(folder.resolve(".twinkeel/secrets"));
        Files.writeString(secrets.resolve("postgres"), "what opens it");
        refused("start box-east-a", "ended at once", "was not touched");
        assertThat(data.resolve("rows")).hasContent("of value");
    }

    @Test
    void twoUpsAtOnceAreOneTwinAndCtrlCEndsItWhole() throws Exception {
        application("sleep 600", "");
        try (Child one = Child.of(folder, "up", "-f", file())) {
            one.awaitWords("waiting: pods");

            refusedBeside("up already", "`twinkeel down` ends it");
            one.interrupt();

            Child.Ended ended = one.ended();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(Exit.INTERRUPTED);
            assertThat(ended.said()).contains("nothing is left running");
        }
        nothingIsLeft();
    }

    @Test
    void ctrlCDuringARecoveryEndsTheDrillsTwinWhole() throws Exception {
        application(WEB, "");
        Files.copy(
                Checkout.root().resolve("bench/patroni/app/Web.java"), folder.resolve("Web.java"));
        Files.writeString(
                folder.resolve("drill.yaml"),
                """
                scenario: drill
                claim: The other region takes over.
                fault: { kill: region }
                objective: region
                warm-up: 1s
                baseline: 1s
                observe: 2m
                """);
        try (Child drill = Child.of(folder, "drill", "drill.yaml", "-f", file())) {
            drill.awaitWords("  proof");
            drill.interrupt();

            Child.Ended ended = drill.ended();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(Exit.INTERRUPTED);
            assertThat(ended.said()).contains("nothing is left running");
        }
        nothingIsLeft();
    }

    /// @param run of the only service
    /// @param more lines of the service and after it
    private void application(String run, String more) throws Exception {
        Files.writeString(
                folder.resolve("twinkeel.yaml"),
                """
                application: trouble
                regions: { east: , west: }
                services:
                  web:
                    run: '%s'
                %s"""
                        .formatted(
                                run,
                                more.contains("replica")
                                        ? more
                                        : "    replicas: { min: 1, max: 1 }\n" + more));
    }

    private String file() {
        return folder.resolve("twinkeel.yaml").toString();
    }

    private void refused(String... words) throws Exception {
        try (Child up = Child.of(folder, "up", "-f", file())) {
            refused(up.ended(), words);
        }
    }

    private void refused(Child.Ended ended, String... words) {
        assertThat(ended.exit()).as(ended.said()).isEqualTo(Exit.USAGE);
        assertThat(ended.said()).contains(words).doesNotContain("Exception");
        nothingIsLeft();
    }

    private void refusedBeside(String... words) throws Exception {
        try (Child up = Child.of(folder, "up", "-f", file())) {
            Child.Ended ended = up.ended();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(Exit.USAGE);
            assertThat(ended.said()).contains(words);
        }
    }

    private void nothingIsLeft() {
        assertThat(Child.runningIn(folder)).isEmpty();
    }
}
