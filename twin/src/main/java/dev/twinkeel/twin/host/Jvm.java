package dev.twinkeel.twin.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Command lines of Java processes that start fast and stay small: many of them share two cores.
///
/// The flags are measured: client compiler only, serial collector, compact headers, and an
/// ahead-of-time cache (JEP 483) that is mapped where it was dumped, so that its pages are shared.
/// Each believes in one processor, as in a container with such a limit: forty processes of two
/// carrier threads each wake each other all the time, and the application's requests wait for it.
/// One that is out of memory ends, and is started again: else the thread that was refused would be
/// gone, and its work with it, while the process looked alive.
final class Jvm {
    private static final List<String> LEAN =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:ActiveProcessorCount=1",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CompileThresholdScaling=0.2",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms8m",
                    "-Xss512k",
                    "-XX:-UsePerfData",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:ArchiveRelocationMode=0",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr",
                    "--enable-native-access=ALL-UNNAMED");

    /// A virtual thread that reads and writes files keeps its carrier. With only one carrier no
    /// other thread ran in eight seconds of it: an agent would take that for the silence of whom it
    /// looks at.
    static final String CARRIERS = "-Djdk.virtualThreadScheduler.parallelism=2";

    /// Nothing of the twin's own speaks TLS, but the JDK's HTTP client reads every known
    /// certificate when it is made: 0.1 s of processor time.
    private static final String TRUST_NOBODY = "-Djavax.net.ssl.trustStore=NONE";

    private Jvm() {}

    /// The `java` of this process's own JDK.
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// One of the twin's own processes.
    ///
    /// @param cache its ahead-of-time cache; not used when there is no such file
    static List<String> process(String main, int heapMiB, Path cache, List<String> arguments) {
        List<String> command = own(heapMiB);
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-cp", classPath(), main));
        command.addAll(arguments);
        return command;
    }

    /// One that nobody starts again: it goes on without the thread that was refused memory.
    static List<String> alone(String main, int heapMiB, Path cache, List<String> arguments) {
        List<String> command = process(main, heapMiB, cache, arguments);
        command.add(command.indexOf("-cp"), "-XX:-ExitOnOutOfMemoryError");
        return command;
    }

    /// The same process, rehearsing, so that it leaves an ahead-of-time cache at its end.
    static List<String> rehearsal(String main, int heapMiB, Path cache) {
        List<String> command = own(heapMiB);
        command.addAll(
                List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath(), main, "--rehearse"));
        return command;
    }

    private static List<String> own(int heapMiB) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(lean(heapMiB));
        command.add(CARRIERS);
        command.add(TRUST_NOBODY);
        return command;
    }

    static List<String> lean(int heapMiB) {
        List<String> flags = new ArrayList<>(LEAN);
        flags.add("-Xmx" + heapMiB + "m");
        return flags;
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /// Whether a cache can be made for this class path: the JVM refuses folders in it (JEP 483).
    static boolean cacheable() {
        return Arrays.stream(classPath().split(File.pathSeparator, -1))
                .allMatch(it -> it.endsWith(".jar"));
    }
}
