package dev.twinkeel.drill;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// S3's protocol, with the bucket's name in the path.
record BucketWire(StoreRequests requests) implements StoreWire {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

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

    private HttpResponse<String> ask(StoreAddress where, String method, String rest, String body)
            throws IOException, InterruptedException {
        return requests.send(
                where,
                new StoreRequests.Request(
                        "s3", method, "/" + where.resource() + rest, Map.of(), body));
    }
}
