package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.VoterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.admin.AdminServer.AdminServerException;
import org.apache.zookeeper.server.quorum.MultipleAddresses;
import org.apache.zookeeper.server.quorum.QuorumCnxManager;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.server.quorum.auth.NullQuorumAuthLearner;
import org.apache.zookeeper.server.quorum.auth.NullQuorumAuthServer;
import org.jspecify.annotations.Nullable;

/// One server of the consensus store: ZooKeeper, with timers for links of about 60 ms.
///
/// Each voter knows the others under its own addresses for them, because a link lies between any
/// two. ZooKeeper's reconfiguration, which would spread one voter's addresses to all, stays off.
final class Voter implements AutoCloseable {
    /// Unit of ZooKeeper's timers.
    private static final int TICK_MILLIS = 300;

    /// A follower that hears nothing for three ticks (0.9 s) looks for another leader: several
    /// round trips of 60 ms, and well under the lease.
    private static final int SYNC_TICKS = 3;

    /// Joining a leader takes a few round trips and a copy of some kilobytes.
    private static final int INIT_TICKS = 8;

    /// Three agents with a connection each, and room for as many that are being replaced.
    private static final int CLIENTS_MAX = 40;

    /// ZooKeeper keeps at least three.
    private static final int SNAPSHOTS_KEPT = 3;

    private static final int PURGE_HOURS = 1;

    private final QuorumPeerMain server = new Server();
    private final Properties properties;
    private final DatadirCleanupManager purge;

    Voter(VoterConfig config) {
        limits();
        properties = properties(config);
        try {
            Path data = Files.createDirectories(config.folder().resolve("data"));
            purge =
                    new DatadirCleanupManager(
                            data.toFile(), data.toFile(), SNAPSHOTS_KEPT, PURGE_HOURS);
            Files.writeString(data.resolve("myid"), Integer.toString(config.id()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "prepare the folder of voter " + config.id() + ": " + config.folder(), e);
        }
    }

    /// Read by ZooKeeper from the system's properties when its classes are loaded, so they hold for
    /// every voter in the process.
    private static void limits() {
        property("zookeeper.admin.enableServer", "false");
        property("zookeeper.jmx.log4j.disable", "true");
        // Kilobytes: the log's file grows in steps of 1 MiB, not 64.
        property("zookeeper.preAllocSize", "1024");
        // A snapshot every 20,000 swaps keeps a log file under 20 MiB.
        property("zookeeper.snapCount", "20000");
        property("zookeeper.cnxTimeout", "500");
        property("zookeeper.fastleader.maxNotificationInterval", "400");
        property("zookeeper.leaderConnectDelayDuringRetryMs", "50");
        property("zookeeper.nio.numSelectorThreads", "1");
        property("zookeeper.nio.numWorkerThreads", "1");
        property("zookeeper.commitProcessor.numWorkerThreads", "0");
        property("zookeeper.maxCnxns", Integer.toString(2 * CLIENTS_MAX));
        property("zookeeper.4lw.commands.whitelist", "srvr,ruok");
    }

    private static void property(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    private static Properties properties(VoterConfig config) {
        Properties properties = new Properties();
        properties.setProperty("tickTime", Integer.toString(TICK_MILLIS));
        properties.setProperty("initLimit", Integer.toString(INIT_TICKS));
        properties.setProperty("syncLimit", Integer.toString(SYNC_TICKS));
        properties.setProperty("dataDir", config.folder().resolve("data").toString());
        properties.setProperty("clientPortAddress", config.clients().host());
        properties.setProperty("clientPort", Integer.toString(config.clients().port()));
        properties.setProperty("maxClientCnxns", Integer.toString(CLIENTS_MAX));
        properties.setProperty("reconfigEnabled", "false");
        properties.setProperty(
                "metricsProvider.className",
                "org.apache.zookeeper.metrics.impl.NullMetricsProvider");
        for (VoterConfig.Peer peer : config.peers()) {
            properties.setProperty("server." + peer.id(), line(peer));
        }
        return properties;
    }

    /// ZooKeeper's `host:port:port` has one host for both ports.
    private static String line(VoterConfig.Peer peer) {
        if (!peer.quorum().host().equals(peer.election().host())) {
            throw new IllegalArgumentException(
                    "voter %d: quorum address %s and election address %s must have the same host"
                            .formatted(peer.id(), peer.quorum(), peer.election()));
        }
        return peer.quorum() + ":" + peer.election().port();
    }

    /// Serves until [#close].
    void run() {
        QuorumPeerConfig config = new QuorumPeerConfig();
        try {
            config.parseProperties(properties);
            purge.start();
            server.runFromConfig(config);
        } catch (IOException | ConfigException | AdminServerException e) {
            throw new IllegalStateException(
                    "start the voter: clients at "
                            + properties.getProperty("clientPortAddress")
                            + ":"
                            + properties.getProperty("clientPort")
                            + ", data in "
                            + properties.getProperty("dataDir")
                            + "; is a port taken or the folder not writable?",
                    e);
        }
    }

    /// Stops serving; the data stays.
    @Override
    public void close() {
        server.close();
        purge.shutdown();
    }

    private static final class Server extends QuorumPeerMain {
        @Override
        protected QuorumPeer getQuorumPeer() throws SaslException {
            return new Peer();
        }
    }

    private static final class Peer extends QuorumPeer {
        private Peer() throws SaslException {}

        @Override
        public QuorumCnxManager createCnxnManager() {
            return new Elections(this);
        }
    }

    /// ZooKeeper calls a voter back under the address that the voter gives for itself. Here that
    /// address would go around the link, so the configured one is used always.
    private static final class Elections extends QuorumCnxManager {
        private final QuorumPeer self;

        Elections(QuorumPeer self) {
            super(
                    self,
                    self.getMyId(),
                    self.getView(),
                    new NullQuorumAuthServer(),
                    new NullQuorumAuthLearner(),
                    TICK_MILLIS * SYNC_TICKS,
                    /* listenOnAllIPs= */ false,
                    /* quorumCnxnThreadsSize= */ 3,
                    /* quorumSaslAuthEnabled= */ false);
            this.self = self;
        }

        @Override
        public boolean initiateConnectionAsync(
                @Nullable MultipleAddresses claimed, @Nullable Long id) {
            QuorumPeer.QuorumServer known = self.getView().get(id);
            return super.initiateConnectionAsync(known == null ? claimed : known.electionAddr, id);
        }
    }
}
