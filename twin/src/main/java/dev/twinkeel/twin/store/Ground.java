package dev.twinkeel.twin.store;

import dev.twinkeel.model.Application;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.host.TwinException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What the host offers to a store: where things are, folders, secrets, and how to start a JVM of
/// an engine with a class path of its own.
public interface Ground {
    Application application();

    /// The places of a region's zones, in the file's order.
    List<Place> zones(String region);

    /// A place by its name; a region's own place has the region's name.
    Place place(String name);

    /// Where a viewer finds what listens on a port in another place: across their link, which is
    /// opened by asking. Its own listener when both are the same place.
    Address at(Place viewer, Place target, int port);

    /// A folder of data under `.twinkeel/data`, which survives `down`. Not made yet.
    Path data(String name);

    /// Where a process's configuration is written, `.twinkeel/run/<process>.json`; not secret.
    Path config(String process);

    /// Where a process notes the connections, or the requests, that it refused.
    Path flows(String process);

    /// A folder that all twins of this user share: programs that were unpacked once.
    Path cache();

    /// The lease of a unit as the agents know it now; empty when none answers.
    Optional<Lease> lease(String unit);

    /// A generated secret, made on first use, in a file that only its owner can read.
    Path secret(String name);

    /// Writes a file that only its owner can read under `.twinkeel/secrets`, replacing it in one
    /// step.
    Path secretFile(String name, String text);

    /// The module `stores/<module>` as this build laid it out: its own jar and its libraries, apart
    /// from the product's. Empty when it was not built.
    Optional<ClassPath> classPath(String module);

    /// The same, where it must be there.
    ///
    /// @throws TwinException when it was not built
    default ClassPath built(String module) {
        return classPath(module)
                .orElseThrow(
                        () ->
                                new TwinException(
                                        "start the stores: the module stores/"
                                                + module
                                                + " is not built; run ./twinkeel version, which"
                                                + " builds it"));
    }

    /// The command of a JVM of an engine, lean and with its start-up cache if [#rehearse] made one.
    List<String> java(EngineJvm jvm, List<String> arguments);

    /// How an engine is started that reads its configuration of [#config] and nothing else.
    default StoreProcess.Launch launch(EngineJvm jvm, String process, Path folder) {
        return new StoreProcess.Launch(
                java(jvm, List.of(config(process).toString())), Map.of(), folder);
    }

    /// Makes the start-up cache of an engine's JVM unless it is there: its main class is run once
    /// with `--rehearse` and must do what a start does, and end by itself. A failure costs speed
    /// only.
    void rehearse(EngineJvm jvm, Consumer<String> say);

    /// Runs a program to its end, as a process of the twin.
    ///
    /// @param name its output goes to `logs/<name>.log`
    /// @return its exit code; empty when it was killed at the limit
    Optional<Integer> run(String name, List<String> command, Path folder, Duration limit);

    /// The log of a process, for messages.
    Path log(String process);
}
