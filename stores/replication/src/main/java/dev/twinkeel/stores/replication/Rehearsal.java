package dev.twinkeel.stores.replication;

import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Loads the classes that a start needs, for the start-up cache (JEP 483): a face that is asked, an
/// item written and read, and calls that nobody answers.
final class Rehearsal {
    private static final String NOBODY = "http://127.0.0.1:9";

    private Rehearsal() {}

    static void run() throws Exception {
        try (Face face = Face.open("127.0.0.1", 0, List.of());
                HttpClient client = HttpPeer.client()) {
            var request =
                    java.net.http.HttpRequest.newBuilder(
                                    java.net.URI.create(
                                            "http://127.0.0.1:" + face.port() + "/status"))
                            .build();
            client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        }
        byte[] item = Items.write(Map.of("id", AttributeValue.fromS("1")));
        Sent.read(Sent.write(List.of(new Sent("S1", new Version(1, "a"), 0, item))));
        var credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("rehearsal", "none"));
        Clients clients = Clients.of(NOBODY, "ap-south-1", credentials);
        var table = new ReplicationConfig.Table("t", "t", "id", null, NOBODY);
        try {
            new DynamoTable(clients, table).reader().read(Position.START, 1);
        } catch (SdkException expected) {
            System.getLogger(Rehearsal.class.getName())
                    .log(System.Logger.Level.DEBUG, "nobody answers a rehearsal", expected);
        }
    }
}
