package dev.twinkeel.twin;

import dev.twinkeel.recovery.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one recovery agent is told at its start: a JSON file written by the host, its path the only
/// argument.
///
/// Every address is as seen from the agent's own place.
///
/// @param place `mumbai`, `singapore` or the witness's name
/// @param listen where the agent answers gates, other agents and the host
/// @param journalFolder where its journals are, one file a database; survives the process
/// @param policies one a database and one a cache of this region; an empty list at the witness,
///   which only observes
/// @param voters of the consensus store, this place's own first
/// @param members address of every member of every database and cache, by member name
/// @param upstreams address of every member as each other member sees it: first key the member that
///   streams, second key the one it streams from
/// @param passFile libpq password file that a streaming member names in its `primary_conninfo`
/// @param databaseNames name of the PostgreSQL database inside, by the name in `twinkeel.yaml`
/// @param superuserPasswordFile password of PostgreSQL's `postgres` user
/// @param cachePasswordFile password of the engine's own user on every cache; empty without caches
/// @param regionApis the control planes of the regions, by name: what a planned move needs over
///   there is asked of the other one; empty at the witness
/// @param edge the control address of the edge (DNS and accelerator)
/// @param agents the other agents, by place
/// @param frontDoors what shows that a region serves: its balancers' addresses, by region
/// @param healthPath path that a front door answers with 200 when it is alive
public record AgentConfig(
        String place,
        Address listen,
        Path journalFolder,
        List<Policy> policies,
        List<Address> voters,
        Map<String, Address> members,
        Map<String, Map<String, Address>> upstreams,
        Path passFile,
        Map<String, String> databaseNames,
        Path superuserPasswordFile,
        Optional<Path> cachePasswordFile,
        Map<String, Address> regionApis,
        Address edge,
        Map<String, Address> agents,
        Map<String, List<Address>> frontDoors,
        String healthPath) {}
