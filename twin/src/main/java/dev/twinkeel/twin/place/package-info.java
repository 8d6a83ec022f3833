/// The traffic plane's processes: one node a zone (balancer and database gates), and the edge (DNS
/// and accelerator).
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.place;
