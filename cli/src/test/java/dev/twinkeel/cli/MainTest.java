package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.host.TwinException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line says and answers when it is used well and when it is not.
final class MainTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void withoutACommandItTellsWhatThereIs() {
        Said said = Said.by();

        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("drill", "up", "check", "init", "test", "Exit codes");
    }

    @Test
    void everyCommandTellsWhatItTakes() {
        Set<String> commands =
                Main.commandLine(new Said.Heard(false).terminal()).getSubcommands().keySet();

        assertThat(commands).contains("up", "down", "status", "logs", "fault", "failover");
        assertThat(commands).contains("failback", "drill", "check", "init", "forecast", "explain");
        for (String command : commands) {
            Said said = Said.by(command, "--help");
            assertThat(said.exit()).as(command).isZero();
            assertThat(said.out()).as(command).contains("Usage: twinkeel " + command);
        }
    }

    @Test
    void aMisspelledCommandGetsTheNearestOne() {
        Said said = Said.by("dril", "region-loss");

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains("drill").contains("--help");
    }

    @Test
    void aMisspelledDrillGetsTheNearestOne() {
        Said said = Said.by("drill", "region-los");

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains("did you mean \"region-loss\"?");
    }

    @Test
    void aMeasurementThatThereIsNotIsNoEmptyResult() {
        String shop = folder.resolve("my-shop").toString();
        Said.by("init", shop);
        Path results = folder.resolve("results.json");
        Said said =
                Said.by(
                        "bench",
                        "-f",
                        shop,
                        "--only",
                        "start,frozen-primry",
                        "--results",
                        results.toString());

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains("did you mean \"frozen-primary\"?");
        assertThat(results).doesNotExist();
    }

    @Test
    void anUnknownOptionIsAMistakeOfUse() {
        assertThat(Said.by("check", "--fast").exit()).isEqualTo(2);
        assertThat(Said.by("drill", "none", "--repeat", "many").exit()).isEqualTo(2);
        assertThat(Said.by("drill", "none", "--repeat", "0").exit()).isEqualTo(2);
        assertThat(Said.by("fault", "explode", "mumbai").exit()).isEqualTo(2);
    }

    @Test
    void initWritesAFileThatCheckAccepts() {
        Said init = Said.by("init", folder.resolve("my-shop").toString());
        Said check = Said.by("check", "-f", folder.resolve("my-shop").toString());

        assertThat(init.exit()).as(init.err()).isZero();
        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.out()).contains("my-shop").contains("mumbai-a").contains("singapore");
    }

    @Test
    void initNeverWritesOverAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("twinkeel.yaml"), "mine");

        Said said = Said.by("init", folder.toString());

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains("exists already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void initRefusesANameThatNoApplicationMayHave() {
        Said said = Said.by("init", folder.toString(), "--name", "My Shop");

        assertThat(said.exit()).isEqualTo(2);
        assertThat(folder.resolve("twinkeel.yaml")).doesNotExist();
    }

    @Test
    void checkTellsEveryProblemAtOnceWithItsLine() throws Exception {
        Path file = folder.resolve("twinkeel.yaml");
        Files.writeString(
                file,
                """
                application: shop
                regions:
                  mumbai:
                  singapore:
                servces:
                  web: { run: x }
                objectives: { zone: { rto: 3 parsecs } }
                """);

        Said said = Said.by("check", "-f", file.toString());

        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err())
                .contains(file + ":5:1")
                .contains("did you mean \"services\"?")
                .contains(file + ":7:")
                .contains("nothing was started");
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsToldWithTheRemedy() throws Exception {
        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertThat(Said.by("check", "-f", folder.resolve("none.yaml").toString()))
                .satisfies(
                        said -> {
                            assertThat(said.exit()).isEqualTo(2);
                            assertThat(said.err()).contains("there is no file", "twinkeel init");
                        });
        assertThat(Said.by("check", "-f", binary.toString()))
                .satisfies(
                        said -> {
                            assertThat(said.exit()).isEqualTo(2);
                            assertThat(said.err()).contains("UTF-8");
                        });
    }

    @Test
    void commandsThatNeedATwinSayThatNoneIsUp() {
        Said.by("init", folder.toString(), "--name", "shop");

        for (String command : new String[] {"status", "explain", "failover", "failback"}) {
            Said said = Said.by(command, "-f", folder.toString());
            assertThat(said.exit()).as(command).isEqualTo(2);
            assertThat(said.err()).as(command).contains("no twin is up").contains("twinkeel up");
        }
        assertThat(Said.by("down", "-f", folder.toString()).exit()).isZero();
        assertThat(Said.by("logs", "-f", folder.toString()).exit()).isEqualTo(2);
    }

    @Test
    void logsOfAProcessAreItsLastLines() throws Exception {
        Said.by("init", folder.toString(), "--name", "shop");
        Path logs = Files.createDirectories(folder.resolve(".twinkeel/logs"));
        Files.writeString(logs.resolve("web-1.log"), "one\ntwo\nthree\n");

        assertThat(Said.by("logs", "-f", folder.toString()).out()).isEqualTo("web-1\n");
        assertThat(Said.by("logs", "web-1", "-n", "2", "-f", folder.toString()).out())
                .isEqualTo("two\nthree\n");
        assertThat(Said.by("logs", "../../twinkeel", "-f", folder.toString()).exit()).isEqualTo(2);
    }

    @Test
    void aDefectIsToldWithoutAStackTraceAndKeptInAFile() throws Exception {
        var heard = new Said.Heard(false);

        int exit = new Failures(heard.terminal()).told(new IllegalStateException("two writers"));

        assertThat(exit).isEqualTo(4);
        assertThat(heard.err()).contains("two writers").doesNotContain("\tat ");
        Path kept = Path.of(heard.err().replaceAll("(?s).*is in (\\S+);.*", "$1"));
        assertThat(kept).content().contains("IllegalStateException").contains("\tat ");
        Files.delete(kept);
    }

    @Test
    void whatTheTwinCannotDoIsToldInItsOwnWords() {
        var heard = new Said.Heard(false);

        int exit = new Failures(heard.terminal()).told(new TwinException("start it: no disk"));

        assertThat(exit).isEqualTo(4);
        assertThat(heard.err()).contains("start it: no disk").doesNotContain("defect");
    }

    @Test
    void aSeedOfTheForecastIsReplayed() {
        Said said = Said.by("forecast", "--seed", "7");

        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("seed 7: every promise held");
    }
}
