package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.util.Map;

/// Where users come by TLS.
///
/// @param authority whose certificate they must trust, in PEM
/// @param doors every address, as users see it, by what stands there: a zone's balancer, or a fixed
///   address that leads to one of the region that serves
public record SecureDoors(Path authority, Map<String, Address> doors) {}
