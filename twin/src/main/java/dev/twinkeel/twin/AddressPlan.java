package dev.twinkeel.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which address a thing in one place has for a viewer in another.
///
/// Deterministic for its lifetime: asking twice gives the same address. Thread-safe.
public sealed interface AddressPlan {
    /// Where `viewer` finds what listens on `port` in `target`; the real listener when both are the
    /// same place.
    Address at(Place viewer, Place target, int port);

    /// Where it really listens.
    default Address home(Place place, int port) {
        return at(place, place, port);
    }

    /// Every place has its own address for every other: `127.T.viewer.target`, where T is the
    /// twin's octet.
    ///
    /// It works where the whole of 127/8 is the machine itself, as on Linux.
    final class Octets implements AddressPlan, AutoCloseable {
        /// First number of a place; 127.T.0.x is left free.
        private static final int FIRST = 1;

        /// Keeps an octet taken while the twin is up.
        private static final int CLAIM_PORT = 27_099;

        private final int octet;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final ServerSocket claim;

        private Octets(int octet, List<Place> places, ServerSocket claim) {
            this.octet = octet;
            this.claim = claim;
            for (Place place : places) {
                numbers.put(place.name(), FIRST + numbers.size());
            }
        }

        /// Takes the first free octet at or after `preferred`, 1 to 254; empty when this machine
        /// has no such addresses, or when every octet is taken.
        public static Optional<Octets> claim(int preferred, List<Place> places) {
            for (int tried = 0; tried < 254; tried++) {
                int octet = 1 + Math.floorMod(preferred - 1 + tried, 254);
                try {
                    return Optional.of(
                            new Octets(
                                    octet, places, bind("127." + octet + ".255.254", CLAIM_PORT)));
                } catch (IOException taken) {
                    if (tried == 0 && !anyBindable()) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        }

        private static boolean anyBindable() {
            try (ServerSocket socket = bind("127.99.98.97", 0)) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }

        public int octet() {
            return octet;
        }

        @Override
        public Address at(Place viewer, Place target, int port) {
            return new Address("127." + octet + "." + number(viewer) + "." + number(target), port);
        }

        private int number(Place place) {
            Integer number = numbers.get(place.name());
            if (number == null) {
                throw new IllegalArgumentException(
                        "no address for a place that is not in the plan: " + place);
            }
            return number;
        }

        @Override
        public void close() {
            try {
                claim.close();
            } catch (IOException e) {
                throw new UncheckedIOException("release octet " + octet, e);
            }
        }
    }

    /// Everything on 127.0.0.1, told apart by ports: for systems without the rest of 127/8, as
    /// macOS.
    final class Ports implements AddressPlan {
        /// Below the range from which systems take ports for outgoing connections.
        private static final int FIRST = 18_000;

        private static final int LAST = 32_000;

        private record Key(String viewer, String target, int port) {}

        private final Map<Key, Address> given = new HashMap<>();
        private int next;

        /// @param seed spreads twins over the range, so that two seldom try the same ports
        public Ports(int seed) {
            next = FIRST + Math.floorMod(seed, 100) * 100;
        }

        @Override
        public synchronized Address at(Place viewer, Place target, int port) {
            return given.computeIfAbsent(
                    new Key(viewer.name(), target.name(), port),
                    key -> new Address("127.0.0.1", free()));
        }

        private int free() {
            for (int tried = FIRST; tried < LAST; tried++) {
                int port = next++;
                if (next >= LAST) {
                    next = FIRST;
                }
                if (bindable(port)) {
                    return port;
                }
            }
            throw new IllegalStateException(
                    "find a free port on 127.0.0.1 between "
                            + FIRST
                            + " and "
                            + LAST
                            + ": all are taken");
        }
    }

    private static boolean bindable(int port) {
        try (ServerSocket socket = bind("127.0.0.1", port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket bind(String host, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
