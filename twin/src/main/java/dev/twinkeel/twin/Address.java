package dev.twinkeel.twin;

/// A TCP address as one place sees it. The same thing has another address from another place,
/// because a link lies between them.
///
/// @param host a loopback address
/// @param port 1 to 65535
public record Address(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
