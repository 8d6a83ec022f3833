/// The recovery engine: what was seen goes in, what to do comes out.
///
/// The deciding half (`Decide` and the records) does no I/O and holds no clock and no threads.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.recovery;
