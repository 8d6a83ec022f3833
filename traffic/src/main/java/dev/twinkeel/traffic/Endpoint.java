package dev.twinkeel.traffic;

import java.net.InetSocketAddress;

/// Where an [Accelerator] leads connections: one of a region's balancer nodes.
public record Endpoint(String name, InetSocketAddress address, Health health) {}
