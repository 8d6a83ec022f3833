package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Chooses where a connection goes, at the moment it is made. Called on an event loop: it must not
/// block. Nothing means that the connection is refused, by a reset.
public interface Targets {
    Optional<InetSocketAddress> target(InetSocketAddress client);

    static Targets always(InetSocketAddress target) {
        return _ -> Optional.of(target);
    }
}
