package dev.twinkeel.traffic;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The rules of a balancer in the order in which they are tried. A value.
record Routes(List<Route> ordered) {
    static Routes of(List<Route> routes) {
        Comparator<Route> longest = Comparator.comparingInt(route -> -route.prefix().length());
        Comparator<Route> named =
                Comparator.comparingInt(route -> route.host().equals(Route.ANY_HOST) ? 1 : 0);
        return new Routes(routes.stream().sorted(longest.thenComparing(named)).toList());
    }

    Optional<String> group(String authority, String path) {
        String host = withoutPort(authority);
        for (Route route : ordered) {
            if (matches(route, host, path)) {
                return Optional.of(route.group());
            }
        }
        return Optional.empty();
    }

    private static boolean matches(Route route, String host, String path) {
        String prefix = route.prefix();
        boolean below =
                path.startsWith(prefix)
                        && (prefix.endsWith("/")
                                || path.length() == prefix.length()
                                || path.charAt(prefix.length()) == '/');
        return below
                && (route.host().equals(Route.ANY_HOST) || route.host().equalsIgnoreCase(host));
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon >= 0 && authority.indexOf(']', colon) < 0;
        return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }
}
