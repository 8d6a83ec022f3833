package dev.twinkeel.traffic;

import java.net.InetSocketAddress;

/// A place where a service answers: one pod, as seen from the balancer's zone.
///
/// @param name of the pod, unique in its group
public record Target(String name, InetSocketAddress address, String zone) {}
