package dev.twinkeel.stores.replication;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// The AWS clients of one table's engine. Thread-safe.
record Clients(DynamoDbClient tables, DynamoDbStreamsClient streams) {
    /// An engine in the same place answers in milliseconds; it may be busy.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    static Clients of(ReplicationConfig config, String endpoint) {
        AwsCredentialsProvider credentials =
                ProfileCredentialsProvider.builder()
                        .profileFile(
                                ProfileFile.builder()
                                        .content(config.credentials())
                                        .type(ProfileFile.Type.CREDENTIALS)
                                        .build())
                        .build();
        return of(endpoint, config.awsRegion(), credentials);
    }

    static Clients of(String endpoint, String awsRegion, AwsCredentialsProvider credentials) {
        URI uri = URI.create(endpoint);
        Region region = Region.of(awsRegion);
        var limits =
                ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(LIMIT)
                        .apiCallTimeout(LIMIT.multipliedBy(2))
                        .build();
        return new Clients(
                DynamoDbClient.builder()
                        .endpointOverride(uri)
                        .region(region)
                        .credentialsProvider(credentials)
                        .overrideConfiguration(limits)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build(),
                DynamoDbStreamsClient.builder()
                        .endpointOverride(uri)
                        .region(region)
                        .credentialsProvider(credentials)
                        .overrideConfiguration(limits)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build());
    }
}
