package dev.twinkeel.stores.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/// Who may do what to a queue, as the AWS SDK sees it.
final class BrokerAccessTest {
    private static final String QUEUES =
            """
            [{"name": "shop-fulfilment", "deadLetters": "shop-fulfilment-dead", "deadLetterAfter": 2},
             {"name": "shop-invoices", "deadLetters": "shop-invoices-dead", "deadLetterAfter": 2}]
            """;

    @TempDir private Path folder;

    @Test
    void aKeyOpensTheQueuesOfItsServiceAndNoOther() throws Exception {
        String keys =
                "key ORDERS orders shop-fulfilment of orders\nkey OPERATOR drill * of orders\n";
        try (BrokerProcess broker = new BrokerProcess(folder, QUEUES, keys);
                SqsClient orders = broker.client("ORDERS", "of orders");
                SqsClient operator = broker.client("OPERATOR", "of orders")) {
            String own = url(orders, "shop-fulfilment");
            orders.sendMessage(it -> it.queueUrl(own).messageBody("hello"));
            var second = SendMessageBatchRequestEntry.builder().id("1").messageBody("two").build();
            orders.sendMessageBatch(it -> it.queueUrl(own).entries(second));
            assertThat(orders.receiveMessage(it -> it.queueUrl(own)).messages()).isNotEmpty();

            denied(() -> url(orders, "shop-invoices"));
            denied(() -> url(orders, "shop-fulfilment-dead"));
            String other = url(operator, "shop-invoices");
            denied(() -> orders.sendMessage(it -> it.queueUrl(other).messageBody("not mine")));
            denied(() -> orders.receiveMessage(it -> it.queueUrl(other)));
            String both = other + "?/shop-fulfilment";
            denied(() -> orders.sendMessage(it -> it.queueUrl(both).messageBody("not mine")));
            denied(() -> orders.purgeQueue(it -> it.queueUrl(own)));
            denied(() -> orders.createQueue(it -> it.queueName("shop-fulfilment")));
            // Of another protocol, in a good signature: the query would be what is done.
            denied(
                    () ->
                            orders.sendMessage(
                                    it ->
                                            it.queueUrl(own)
                                                    .messageBody("x")
                                                    .overrideConfiguration(
                                                            BrokerAccessTest::byQuery)));
            operator.sendMessage(it -> it.queueUrl(other).messageBody("hello"));
        }
    }

    @Test
    void aStolenIdOpensNothingWithoutItsSecret() throws Exception {
        String keys = "key ORDERS orders shop-fulfilment of orders\n";
        try (BrokerProcess broker = new BrokerProcess(folder, QUEUES, keys);
                SqsClient thief = broker.client("ORDERS", "guessed");
                SqsClient nobody = broker.client("CATALOG", "of orders")) {
            refused(() -> url(thief, "shop-fulfilment"), "InvalidSignatureException");
            refused(() -> url(nobody, "shop-fulfilment"), "UnrecognizedClientException");
        }
    }

    private static void byQuery(AwsRequestOverrideConfiguration.Builder request) {
        request.putHeader("Content-Type", "application/json")
                .putRawQueryParameter("Action", "DeleteQueue")
                .putRawQueryParameter("QueueUrl", "http://h/000000000000/shop-invoices");
    }

    @Test
    void aBrokerThatCannotHaveItsAddressSaysSoAndEnds() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), "");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process broker =
                    BrokerProcess.begin(folder, taken.getLocalPort(), QUEUES, keys.toString());
            try {
                assertThat(broker.waitFor(2, TimeUnit.MINUTES)).isTrue();
            } finally {
                broker.destroyForcibly();
            }
            assertThat(broker.exitValue()).isEqualTo(1);
            assertThat(Files.readAllLines(folder.resolve("log")))
                    .singleElement(STRING)
                    .contains("start the broker at 127.0.0.1:" + taken.getLocalPort());
        }
    }

    private static void denied(Runnable asked) {
        refused(asked, "AccessDenied");
    }

    private static void refused(Runnable asked, String code) {
        assertThatThrownBy(asked::run)
                .isInstanceOfSatisfying(
                        SqsException.class,
                        refusal -> {
                            assertThat(refusal.statusCode()).isEqualTo(403);
                            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    private static String url(SqsClient client, String queue) {
        return client.getQueueUrl(it -> it.queueName(queue)).queueUrl();
    }
}
