package dev.twinkeel.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Checks the head of an HTTP/1 request more strictly than any decoder behind it would, so that two
/// parties can never disagree on where it ends (RFC 9112, sections 3, 5, 6; the classes of AWS's
/// HTTP desync guardian: what that calls ambiguous or severe is refused here).
///
/// @param status 0 when it is good, else the status to refuse it with
/// @param bodyBytes the body's length; [#CHUNKED] when it is chunked
record RequestHead(int status, long bodyBytes) {
    static final long CHUNKED = -1;

    private static final int LENGTH_DIGITS_MAX = 18;
    private static final String TOKEN_EXTRA = "!#$%&'*+-.^_`|~";
    private static final Set<String> CODINGS =
            Set.of("chunked", "gzip", "deflate", "compress", "x-gzip", "x-compress");

    private static RequestHead refused(int status) {
        return new RequestHead(status, 0);
    }

    /// @param head with its lines' ends, the empty line included
    static RequestHead check(byte[] head, BalancerConfig.Limits limits) {
        return new Reader(head, limits).check();
    }

    static boolean token(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(
                                c ->
                                        c < 128
                                                && (Character.isLetterOrDigit(c)
                                                        || TOKEN_EXTRA.indexOf(c) >= 0));
    }

    private static final class Reader {
        private final String text;
        private final BalancerConfig.Limits limits;
        private boolean oldVersion;
        private int hosts;
        private int lengths;
        private int codings;
        private long length;

        Reader(byte[] head, BalancerConfig.Limits limits) {
            this.text = new String(head, StandardCharsets.ISO_8859_1);
            this.limits = limits;
        }

        RequestHead check() {
            int end = text.indexOf("\r\n");
            if (end < 0) {
                return refused(400);
            }
            if (end > limits.requestLineBytes()) {
                return refused(414);
            }
            int status = requestLine(text.substring(0, end));
            int count = 0;
            int at = end + 2;
            while (status == 0) {
                end = text.indexOf("\r\n", at);
                if (end < 0) {
                    return refused(400);
                }
                if (end == at) {
                    return framing();
                }
                if (end - at > limits.headerBytes() || ++count > limits.headersMax()) {
                    return refused(431);
                }
                status = header(text.substring(at, end));
                at = end + 2;
            }
            return refused(status);
        }

        private int requestLine(String line) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 3 || !token(parts[0]) || parts[1].isEmpty()) {
                return 400;
            }
            boolean visible = parts[1].chars().allMatch(c -> c > 0x20 && c < 0x7F);
            boolean form =
                    parts[1].startsWith("/")
                            || (parts[1].equals("*") && parts[0].equals("OPTIONS"));
            if (!visible || !form || parts[1].indexOf('#') >= 0) {
                return 400;
            }
            oldVersion = parts[2].equals("HTTP/1.0");
            if (!oldVersion && !parts[2].equals("HTTP/1.1")) {
                return parts[2].matches("HTTP/\\d\\.\\d") ? 505 : 400;
            }
            return 0;
        }

        private int header(String line) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon);
            if (!token(name)) {
                // White space before the colon or at the start (a folded line) ends here too.
                return 400;
            }
            String value = line.substring(colon + 1);
            if (!value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7F))) {
                return 400;
            }
            return known(name.toLowerCase(Locale.ROOT), value.strip());
        }

        private int known(String name, String value) {
            return switch (name) {
                case "host" -> host(value);
                case "content-length" -> length(value);
                case "transfer-encoding" -> coding(value);
                case "expect" -> value.equalsIgnoreCase("100-continue") ? 0 : 417;
                // The likes of Transfer_Encoding, which some servers take for the real one.
                case String other ->
                        Set.of("contentlength", "transferencoding")
                                        .contains(other.replaceAll("[^a-z0-9]", ""))
                                ? 400
                                : 0;
            };
        }

        private int host(String value) {
            hosts++;
            return value.matches("[A-Za-z0-9._~%:\\[\\]-]+") && hosts == 1 ? 0 : 400;
        }

        private int length(String value) {
            lengths++;
            boolean digits =
                    !value.isEmpty()
                            && value.length() <= LENGTH_DIGITS_MAX
                            && value.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || lengths > 1) {
                return 400;
            }
            length = Long.parseLong(value);
            return length > limits.bodyBytes() ? 413 : 0;
        }

        private int coding(String value) {
            codings++;
            if (codings > 1 || oldVersion) {
                return 400;
            }
            if (value.equalsIgnoreCase("chunked")) {
                return 0;
            }
            String[] parts = value.toLowerCase(Locale.ROOT).split("[ \t]*,[ \t]*", -1);
            boolean understood = CODINGS.containsAll(java.util.List.of(parts));
            boolean last = parts[parts.length - 1].equals("chunked");
            boolean once =
                    parts.length > 1 && !value.toLowerCase(Locale.ROOT).startsWith("chunked");
            return understood && last && once ? 501 : 400;
        }

        private RequestHead framing() {
            if (hosts == 0 && !oldVersion) {
                return refused(400);
            }
            if (codings > 0 && lengths > 0) {
                return refused(400);
            }
            return new RequestHead(0, codings > 0 ? CHUNKED : length);
        }
    }
}
