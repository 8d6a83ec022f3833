package dev.twinkeel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher, in a checkout of its own with a JDK and a Maven that only write down what they are
/// asked.
final class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Notes each build, and leaves what a build leaves.
    private static final String MAVEN =
            """
            #!/bin/sh
            case "$*" in *-v*) echo "Apache Maven 3.9.9"; exit 0 ;; esac
            echo "$JAVA_HOME $*" >>"$NOTES/builds"
            echo "[INFO] Building thing-one 0.1.0 [1/2]"
            if [ -f "$NOTES/wait" ]; then touch "$NOTES/waiting"; exec sleep 60; fi
            if [ -f "$NOTES/fail" ]; then echo "[ERROR] it does not compile"; exit 1; fi
            mkdir -p cli/target
            echo jar >cli/target/twinkeel-cli-0.1.0.jar
            echo "$NOTES/library.jar" >cli/target/class-path
            echo "[INFO] Building thing-two 0.1.0 [2/2]"
            """;

    private static final String JAVA =
            """
            #!/bin/sh
            for it; do echo "java: $it"; done
            """;

    @TempDir private Path temporary = Path.of("");
    private Path checkout = Path.of("");
    private Path notes = Path.of("");
    private Path jdk = Path.of("");
    private Path path = Path.of("");

    record Ran(int exit, String out, String err) {}

    @BeforeEach
    void laysOutACheckout() throws IOException {
        checkout = Files.createDirectories(temporary.resolve("a check out"));
        notes = Files.createDirectories(temporary.resolve("notes"));
        path = Files.createDirectories(temporary.resolve("bin"));
        jdk = jdk(temporary.resolve("jdks/my jdk"), "25.0.3");
        Files.writeString(notes.resolve("library.jar"), "library");
        Files.copy(Checkout.root().resolve("twinkeel"), checkout.resolve("twinkeel"));
        write(checkout.resolve("pom.xml"), "<project/>");
        write(checkout.resolve(".mvn/jvm.config"), "");
        write(checkout.resolve("cli/pom.xml"), "<project/>");
        write(source(), "class Main {}");
        program(path.resolve("mvn"), MAVEN);
    }

    @Test
    void buildsOnceAndThenStartsAtOnce() throws Exception {
        Ran first = run("version");
        Ran second = run("version");

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.err()).contains("thing-one").contains("thing-two");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("java: dev.twinkeel.cli.Main\njava: version\n");
        assertThat(builds()).hasSize(1).allMatch(it -> it.startsWith(jdk + " "));
    }

    @Test
    void handsOverArgumentsAsTheyAre() throws Exception {
        Ran ran = run("drill", "two words", "", "*", "@file", "$HOME");

        assertThat(ran.out())
                .endsWith(
                        "java: drill\njava: two words\njava: \njava: *\njava: @file\njava: $HOME\n");
    }

    @Test
    void worksThroughASymlinkFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(path.resolve("tk"), checkout.resolve("twinkeel"));

        Ran ran = run(temporary, List.of("bash", link.toString(), "version"), Map.of());

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(checkout.resolve("target/launcher/current")).exists();
    }

    @Test
    void buildsAgainWhenASourceIsChangedAddedOrDeleted() throws Exception {
        run("version");
        Path added = source().resolveSibling("Added.java");

        write(source(), "class Main { int changed; }");
        run("version");
        assertThat(builds()).hasSize(2);
        write(added, "class Added {}");
        run("version");
        assertThat(builds()).hasSize(3);
        Files.delete(added);
        run("version");
        assertThat(builds()).hasSize(4);
        run("version");
        assertThat(builds()).hasSize(4);
    }

    @Test
    void testsAndMadeFilesAreNoReasonToBuild() throws Exception {
        run("version");
        write(checkout.resolve("cli/src/test/java/MainTest.java"), "class MainTest {}");
        write(checkout.resolve("cli/target/classes/Main.class"), "made");

        run("version");

        assertThat(builds()).hasSize(1);
    }

    @Test
    void keepsTheJarsOfABuildThatMayStillBeRunning() throws Exception {
        run("version");
        Path jar = checkout.resolve("target/launcher/builds/1/twinkeel-cli-0.1.0.jar");
        assertThat(jar).exists();

        write(source(), "class Main { int changed; }");
        run("version");

        assertThat(jar).exists();
        assertThat(checkout.resolve("target/launcher/builds/2")).exists();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Process one = start(checkout, launch("version"), Map.of());
        Process two = start(checkout, launch("version"), Map.of());

        assertThat(ended(one).exit()).isZero();
        assertThat(ended(two).exit()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aLockThatNobodyHoldsIsTaken() throws Exception {
        Path state = Files.createDirectories(checkout.resolve("target/launcher"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createSymbolicLink(state.resolve("lock"), Path.of(String.valueOf(gone.pid())));

        assertThat(run("version").exit()).isZero();
        assertThat(Files.exists(state.resolve("lock"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void aBuildThatFailsSaysWhyAndWhereTheLogIs() throws Exception {
        write(notes.resolve("fail"), "");

        Ran ran = run("version");

        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.err()).contains("it does not compile").contains("build.log");
        assertThat(checkout.resolve("target/launcher/current")).doesNotExist();
        Files.delete(notes.resolve("fail"));
        assertThat(run("version").exit()).isZero();
    }

    @Test
    void aBuildThatIsInterruptedLeavesNothingHalfDone() throws Exception {
        write(notes.resolve("wait"), "");
        Process build = start(checkout, launch("version"), Map.of());
        await(() -> Files.exists(notes.resolve("waiting")));

        build.toHandle().destroy();
        Ran ran = ended(build);

        assertThat(ran.exit()).isEqualTo(130);
        assertThat(ran.err()).contains("interrupted while building");
        assertThat(checkout.resolve("target/launcher/current")).doesNotExist();
        Files.delete(notes.resolve("wait"));
        assertThat(run("version").exit()).isZero();
    }

    @Test
    void withoutAJdk25ItSaysHowToGetOne() throws Exception {
        Path old = jdk(temporary.resolve("old"), "17.0.15");

        Ran ran = run(checkout, launch("version"), noJdk(Map.of("JAVA_HOME", old.toString())));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .contains("no JDK 25")
                .contains("apt-get install")
                .contains("brew install")
                .contains("TWINKEEL_JAVA_HOME");
        assertThat(builds()).isEmpty();
    }

    @Test
    void findsAJdk25WhereverSystemsKeepThem() throws Exception {
        for (String place :
                List.of(
                        "usr/lib/jvm/temurin-25",
                        "opt/jdk-25",
                        "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
                        "home/.sdkman/candidates/java/25-tem",
                        "home/.jdks/temurin-25")) {
            Path found = jdk(temporary.resolve(place), "25");
            Ran ran = run(checkout, launch("version"), noJdk(Map.of()));
            assertThat(ran.exit()).as(place + ran.err()).isZero();
            assertThat(builds().getLast()).startsWith(found.toString());
            Files.delete(found.resolve("release"));
        }
    }

    @Test
    void aChosenJdkThatIsNoJdk25IsRefused() throws Exception {
        Path old = jdk(temporary.resolve("old"), "17.0.15");

        Ran ran = run(checkout, launch("version"), Map.of("TWINKEEL_JAVA_HOME", old.toString()));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(old.toString()).contains("is not a JDK 25");
    }

    @Test
    void withoutMavenItSaysHowToGetIt() throws Exception {
        Files.delete(path.resolve("mvn"));
        program(path.resolve("mvn-is-missing"), "");

        Ran ran = run(checkout, launch("version"), Map.of("PATH", toolsWithoutMaven()));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("no mvn on the PATH").contains("apt-get install maven");
    }

    @Test
    void anOldMavenIsRefused() throws Exception {
        program(path.resolve("mvn"), "#!/bin/sh\necho 'Apache Maven 3.6.3'\n");

        Ran ran = run("version");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("3.6.3").contains("3.8");
    }

    private Path source() {
        return checkout.resolve("cli/src/main/java/Main.java");
    }

    private Ran run(String... arguments) throws Exception {
        return run(checkout, launch(arguments), Map.of());
    }

    private List<String> launch(String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", checkout + "/twinkeel"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Neither the system nor the home folder of this machine is looked at.
    private Map<String, String> noJdk(Map<String, String> more) {
        var environment = new java.util.HashMap<>(more);
        environment.put("TWINKEEL_JAVA_HOME", "");
        environment.putIfAbsent("JAVA_HOME", "");
        environment.put("TWINKEEL_SYSTEM_ROOT", temporary.toString());
        environment.put("HOME", temporary.resolve("home").toString());
        return environment;
    }

    /// A folder with the tools that the launcher needs, and no Maven.
    private String toolsWithoutMaven() throws IOException {
        Path tools = Files.createDirectories(temporary.resolve("tools"));
        for (String tool :
                List.of(
                        "bash",
                        "sh",
                        "dirname",
                        "readlink",
                        "find",
                        "sort",
                        "cat",
                        "mkdir",
                        "ln",
                        "rm",
                        "mv",
                        "cp",
                        "sed",
                        "head",
                        "df",
                        "awk",
                        "grep",
                        "sleep",
                        "tr",
                        "id",
                        "touch")) {
            for (String folder : List.of("/usr/bin", "/bin")) {
                Path program = Path.of(folder, tool);
                if (Files.exists(program) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), program);
                }
            }
        }
        return tools.toString();
    }

    private Ran run(Path folder, List<String> command, Map<String, String> environment)
            throws Exception {
        return ended(start(folder, command, environment));
    }

    private Process start(Path folder, List<String> command, Map<String, String> environment)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("NOTES", notes.toString());
        builder.environment().put("TWINKEEL_JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", path + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ran ended(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private List<String> builds() throws IOException {
        Path file = notes.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static Path jdk(Path home, String version) throws IOException {
        program(home.resolve("bin/java"), JAVA);
        program(home.resolve("bin/javac"), JAVA);
        write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
