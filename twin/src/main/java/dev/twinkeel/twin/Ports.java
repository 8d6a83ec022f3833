package dev.twinkeel.twin;

/// The port of each thing inside its own place. All are below the range for outgoing connections,
/// and none is a well-known one, because a server of the user's that listens on every address would
/// take it here too.
public final class Ports {
    public static final int POSTGRES = 25_432;
    public static final int CACHE = 25_600;

    /// Of a region's own place: one engine for all tables, one for all buckets, one for all queues,
    /// and the process that copies both to the other region.
    public static final int TABLES = 25_800;

    public static final int BUCKETS = 25_820;
    public static final int QUEUES = 25_840;
    public static final int REPLICATION = 25_860;
    public static final int ARCHIVE = 25_880;
    public static final int GATE_CACHE = 25_700;
    public static final int GATE_WRITER = 26_432;
    public static final int GATE_READER = 26_532;
    public static final int BALANCER = 28_080;
    public static final int BALANCER_SECURE = 28_443;
    public static final int BALANCER_INTERNAL = 28_100;
    public static final int POD = 29_000;
    public static final int AGENT = 27_000;
    public static final int REGION_API = 27_100;
    public static final int ZONE_CONTROL = 27_150;
    public static final int EDGE_CONTROL = 27_200;
    public static final int VOTER_CLIENTS = 27_181;
    public static final int VOTER_QUORUM = 27_281;
    public static final int VOTER_ELECTION = 27_381;
    public static final int DNS = 25_353;
    public static final int ACCELERATOR = 28_080;
    public static final int ACCELERATOR_SECURE = 28_443;

    /// Where the host answers the command line.
    public static final int HOST_CONTROL = 27_300;

    private Ports() {}
}
