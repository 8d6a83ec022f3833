package dev.twinkeel.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A request of the load, with places to fill: `{key}` is a unique key, `{1..100}` a number.
///
/// @param headers in the order of the file
/// @param done status codes that mean that the request is done
public record Request(
        String method,
        String path,
        Optional<String> body,
        Map<String, String> headers,
        List<Integer> done) {

    /// What creates something (RFC 9110, section 9.3.3).
    public static final String DEFAULT_WRITE_METHOD = "POST";

    /// A read.
    public static final String DEFAULT_READ_METHOD = "GET";

    /// Created, or already there.
    public static final List<Integer> DEFAULT_WRITE_DONE = List.of(201, 200);

    public static final List<Integer> DEFAULT_READ_DONE = List.of(200);

    /// Nine digits, so that the numbers stay in an `int`.
    static final Pattern PLACE = Pattern.compile("\\{(?:key|(\\d{1,9})\\.\\.(\\d{1,9}))}");

    public Request {
        headers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(headers));
        done = List.copyOf(done);
    }

    static Request get(String path) {
        return new Request(
                DEFAULT_READ_METHOD, path, Optional.empty(), Map.of(), DEFAULT_READ_DONE);
    }

    /// The same request with its places filled.
    ///
    /// @param number chooses in every range `{a..b}`: a + number modulo the range's size
    public Request filled(String key, long number) {
        var filledHeaders = new java.util.LinkedHashMap<String, String>();
        headers.forEach((name, value) -> filledHeaders.put(name, fill(value, key, number)));
        return new Request(
                method,
                fill(path, key, number),
                body.map(text -> fill(text, key, number)),
                filledHeaders,
                done);
    }

    private static String fill(String text, String key, long number) {
        return PLACE.matcher(text)
                .replaceAll(
                        found ->
                                java.util.regex.Matcher.quoteReplacement(
                                        replacement(found, key, number)));
    }

    private static String replacement(MatchResult found, String key, long number) {
        if (found.group(1) == null) {
            return key;
        }
        long low = Long.parseLong(found.group(1));
        long high = Long.parseLong(found.group(2));
        long size = Math.max(high - low, 0) + 1;
        return Long.toString(low + Math.floorMod(number, size));
    }
}
