/// The ground under a twin: one process that starts every other, carries the links between places,
/// and inflicts faults.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.host;
