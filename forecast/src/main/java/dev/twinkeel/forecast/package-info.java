/// The recovery engine in a simulated world.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.forecast;
