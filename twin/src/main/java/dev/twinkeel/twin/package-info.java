/// The whole architecture on this machine: places, processes, engines, links, faults.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin;
