package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.store.ClassPath;
import dev.twinkeel.twin.store.EngineJvm;
import dev.twinkeel.twin.store.Ground;
import dev.twinkeel.twin.store.StoreProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The ground under a twin's stores: this host's layout, state folder and processes.
///
/// @param errands for programs that come to an end by themselves
/// @param observer asks the agents
record StoreGround(Layout layout, StateFolder state, Errands errands, Observer observer)
        implements Ground {
    @Override
    public Application application() {
        return layout.application();
    }

    @Override
    public List<Place> zones(String region) {
        return layout.zones(region);
    }

    @Override
    public Place place(String name) {
        return layout.place(name);
    }

    @Override
    public Address at(Place viewer, Place target, int port) {
        return layout.at(viewer, target, port);
    }

    @Override
    public Path data(String name) {
        return state.data(name);
    }

    @Override
    public Path config(String process) {
        return state.run(process);
    }

    @Override
    public Path flows(String process) {
        return state.flows(process);
    }

    @Override
    public Path cache() {
        return CacheFolder.path();
    }

    @Override
    public Optional<Lease> lease(String unit) {
        return observer.lease(observer.agents(), unit);
    }

    @Override
    public Path secret(String name) {
        return state.secret(name);
    }

    @Override
    public Path secretFile(String name, String text) {
        return StateFolder.privately(state.secrets().resolve(name), text);
    }

    @Override
    public Path log(String process) {
        return state.logs().resolve(process + ".log");
    }

    @Override
    public Optional<ClassPath> classPath(String module) {
        return StoreModules.classPath(module);
    }

    @Override
    public List<String> java(EngineJvm jvm, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Jvm.java()));
        command.addAll(Jvm.lean(jvm.heapMiB()));
        command.add(Jvm.CARRIERS);
        if (Files.exists(cache(jvm))) {
            command.add("-XX:AOTCache=" + cache(jvm));
        }
        command.addAll(List.of("-cp", jvm.classPath().text(), jvm.main()));
        command.addAll(arguments);
        return command;
    }

    @Override
    public void rehearse(EngineJvm jvm, Consumer<String> say) {
        Path cache = cache(jvm);
        Rehearsals.use(cache);
        if (Files.exists(cache)) {
            return;
        }
        say.accept("rehearsing the " + jvm.name() + " for a fast start (first use only)");
        List<String> command = new ArrayList<>(List.of(Jvm.java()));
        command.addAll(Jvm.lean(jvm.heapMiB()));
        command.addAll(
                List.of(
                        "-XX:AOTCacheOutput=" + cache,
                        "-cp",
                        jvm.classPath().text(),
                        jvm.main(),
                        "--rehearse"));
        Rehearsals.rehearse(errands, cache, command, log("rehearsal-" + jvm.name()));
    }

    private static Path cache(EngineJvm jvm) {
        List<String> parts =
                new ArrayList<>(Arrays.asList(jvm.classPath().text().split(File.pathSeparator)));
        parts.add(jvm.main());
        parts.addAll(Jvm.lean(jvm.heapMiB()));
        return Rehearsals.cache(jvm.name(), parts);
    }

    @Override
    public Optional<Integer> run(String name, List<String> command, Path folder, Duration limit) {
        return errands.run(name, command, folder, log(name), limit);
    }

    /// A store's process, as it is started now.
    ProcessSpec spec(StoreProcess process) {
        StoreProcess.Launch launch = process.launch().get();
        try {
            Files.createDirectories(launch.folder());
        } catch (IOException e) {
            throw new UncheckedIOException("make the folder of " + process.name(), e);
        }
        return ProcessSpec.own(
                process.name(),
                process.place().name(),
                launch.command(),
                launch.environment(),
                launch.folder(),
                log(process.name()));
    }
}
