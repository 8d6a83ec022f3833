package dev.twinkeel.model;

import java.util.List;
import java.util.Optional;

/// A program of which several pods run. Any program that binds `HOST` and `PORT` from its
/// environment.
///
/// @param image container image on AWS
/// @param run command of one pod in the twin
/// @param build command that is run once before the first start
/// @param folder working folder of both commands, relative to the file
/// @param routes what of the outside reaches it; none: only other services do
/// @param health path that answers 200 when a pod can serve
/// @param uses names of databases, tables, buckets, queues, caches and services that it reaches
public record Service(
        String name,
        Optional<String> image,
        String run,
        Optional<String> build,
        String folder,
        Replicas replicas,
        List<Route> routes,
        String health,
        List<String> uses) {

    /// The folder of the file.
    public static final String DEFAULT_FOLDER = ".";

    /// Any answer of the root proves a program that has no health page of its own.
    public static final String DEFAULT_HEALTH = "/";

    public Service {
        routes = List.copyOf(routes);
        uses = List.copyOf(uses);
    }

    /// How many pods.
    ///
    /// @param min pods that a region serving alone runs
    /// @param max pods up to which it may be scaled
    public record Replicas(int min, int max) {
        /// One a zone, so that losing a zone leaves two.
        public static final int DEFAULT_MIN = 3;
    }

    /// What the outside asks for.
    ///
    /// @param host empty: any host name of the application
    /// @param path a prefix of the request's path, in whole segments
    public record Route(Optional<String> host, String path) {
        /// Everything: what the only service of an application gets when it says nothing.
        public static final String DEFAULT_OF_ONLY_SERVICE = "/";

        @Override
        public String toString() {
            return host.orElse("") + path;
        }
    }
}
