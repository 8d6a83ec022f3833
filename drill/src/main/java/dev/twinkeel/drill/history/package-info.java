/// Judges what clients saw: registers for linearizability, appended lists for lost writes.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.drill.history;
