package dev.twinkeel.drill;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A region as a client inside it sees it: what it could still write to while the region is cut off
/// from the rest of the world.
///
/// @param region its name, or that of a single server
/// @param doors its balancer nodes and pods, at addresses inside the region
/// @param gates the databases through the gates of the region's zones, as the pods reach them
public record Inside(String region, List<InetSocketAddress> doors, List<DatabaseAddress> gates) {
    public Inside {
        doors = List.copyOf(doors);
        gates = List.copyOf(gates);
    }

    /// With more databases to write to.
    Inside and(List<DatabaseAddress> more) {
        List<DatabaseAddress> all = new ArrayList<>(gates);
        all.addAll(more);
        return new Inside(region, doors, all);
    }
}
