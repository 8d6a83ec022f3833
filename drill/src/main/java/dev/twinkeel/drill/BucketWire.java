package dev.twinkeel.drill;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// S3's protocol, with the bucket's name in the path.
record BucketWire(StoreRequests requests) implements StoreWire {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private static final Pattern TAG = Pattern.compile("<ETag>[^<]*?([0-9a-f]{32})");
    private static final Pattern NEXT_KEY =
            Pattern.compile("<NextKeyMarker>([^<]*)</NextKeyMarker>");
    private static final Pattern NEXT =
            Pattern.compile("<NextVersionIdMarker>([^<]*)</NextVersionIdMarker>");

    /// Of a list of versions.
    private static final Duration VERSIONS_LIMIT = Duration.ofMinutes(1);

    @Override
    public boolean write(StoreAddress where, String id) throws IOException, InterruptedException {
        return put(where, id, id);
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public boolean write(StoreAddress where, String id, long number)
            throws IOException, InterruptedException {
        return put(where, id, Long.toString(number));
    }

    private boolean put(StoreAddress where, String id, String content)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(where, "PUT", "/" + id, content);
        return StoreWire.done(where, answer.statusCode(), answer.body());
    }

    @Override
    public OptionalLong number(StoreAddress where, String id)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(where, "GET", "/" + id, "");
        return answer.statusCode() == 404
                ? OptionalLong.empty()
                : OptionalLong.of(
                        Long.parseLong(StoreWire.good(where, answer.statusCode(), answer.body())));
    }

    @Override
    public List<String> read(StoreAddress where, String prefix)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        String after = "";
        while (true) {
            HttpResponse<String> answer =
                    ask(where, "GET", "?list-type=2&prefix=%s%s".formatted(prefix, after), "");
            String page = StoreWire.good(where, answer.statusCode(), answer.body());
            int before = ids.size();
            Matcher keys = KEY.matcher(page);
            while (keys.find()) {
                ids.add(keys.group(1));
            }
            if (ids.size() == before || !page.contains("<IsTruncated>true</IsTruncated>")) {
                return ids;
            }
            after = "&start-after=" + ids.getLast();
        }
    }

    /// By the tags of its versions: what was written in one piece has the digest of its content.
    @Override
    public Optional<Set<Long>> kept(StoreAddress where, String prefix, long most)
            throws IOException, InterruptedException {
        Set<String> tags = tags(where, prefix);
        return Optional.of(
                LongStream.rangeClosed(1, most)
                        .filter(it -> tags.contains(digest(Long.toString(it))))
                        .boxed()
                        .collect(Collectors.toSet()));
    }

    private Set<String> tags(StoreAddress where, String prefix)
            throws IOException, InterruptedException {
        Set<String> tags = new HashSet<>();
        String key = "";
        String version = "";
        while (true) {
            HttpResponse<String> answer =
                    ask(
                            where,
                            "GET",
                            "?%sprefix=%s%s&versions=".formatted(key, prefix, version),
                            "",
                            VERSIONS_LIMIT);
            String page = StoreWire.good(where, answer.statusCode(), answer.body());
            Matcher found = TAG.matcher(page);
            while (found.find()) {
                tags.add(found.group(1));
            }
            Matcher nextKey = NEXT_KEY.matcher(page);
            Matcher next = NEXT.matcher(page);
            if (!page.contains("<IsTruncated>true</IsTruncated>")
                    || !nextKey.find()
                    || !next.find()) {
                return tags;
            }
            key = "key-marker=%s&".formatted(nextKey.group(1));
            version = "&version-id-marker=" + next.group(1);
        }
    }

    private static String digest(String content) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("MD5")
                                    .digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private HttpResponse<String> ask(StoreAddress where, String method, String rest, String body)
            throws IOException, InterruptedException {
        return ask(where, method, rest, body, StoreRequests.LIMIT);
    }

    private HttpResponse<String> ask(
            StoreAddress where, String method, String rest, String body, Duration limit)
            throws IOException, InterruptedException {
        return requests.send(
                where,
                new StoreRequests.Request(
                        "s3", method, "/" + where.resource() + rest, Map.of(), body),
                limit);
    }
}
