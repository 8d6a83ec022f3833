package dev.twinkeel.twin;

import java.nio.file.Path;
import java.util.List;

/// What one voter of the consensus store is told at its start: a JSON file written by the host.
///
/// @param id number of this voter, 1 to 3
/// @param folder its data; survives the process
/// @param clients where it answers the agents
/// @param peers the voters in the order of their ids, each as seen from this voter's place
public record VoterConfig(int id, Path folder, Address clients, List<Peer> peers) {
    /// One voter, as another one sees it.
    ///
    /// @param quorum address for the replication of the store
    /// @param election address for the election of its leader
    public record Peer(int id, Address quorum, Address election) {}
}
