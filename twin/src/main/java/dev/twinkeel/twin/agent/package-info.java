/// The processes that watch and recover: the agent of a region or of the witness, and the voter of
/// the consensus store.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.agent;
