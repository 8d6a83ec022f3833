package dev.twinkeel.traffic;

/// A rule of a [Balancer]: requests for a host and below a path go to a target group. The longest
/// prefix wins; among equal ones a named host wins over any.
///
/// @param host without port, or `*` for any
/// @param prefix such as `/api/orders`; matches itself and what lies below it, not `/api/orders2`
public record Route(String host, String prefix, String group) {
    public static final String ANY_HOST = "*";

    public Route {
        if (!prefix.startsWith("/")) {
            throw new IllegalArgumentException(
                    "route to %s: the prefix must start with a slash, got %s"
                            .formatted(group, prefix));
        }
    }
}
