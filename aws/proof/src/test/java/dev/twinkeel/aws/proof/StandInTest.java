package dev.twinkeel.aws.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.proof.Wire.Fields;
import dev.twinkeel.aws.proof.Wire.Message;
import dev.twinkeel.aws.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StandInTest {
    private static final String MUMBAI = "connection to mumbai";
    private static final String SINGAPORE = "connection to singapore";

    private static final Account ACCOUNT_OF_TYPES = new Account("111122223333");

    private static Account account = ACCOUNT_OF_TYPES;

    private static final StandIn STAND_IN = new StandIn(Schema.aws(), () -> account);

    @BeforeEach
    void beginsWithAnEmptyAccount() {
        account = new Account("111122223333");
        configure(MUMBAI, "ap-south-1");
        configure(SINGAPORE, "ap-southeast-1");
    }

    @Test
    void plansUnknownWhatAwsDecides() {
        Map<String, @Nullable Object> planned =
                plan(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));

        assertThat(planned)
                .containsEntry("name", "orders")
                .containsEntry("arn", Values.UNKNOWN)
                .containsEntry("region", "ap-south-1")
                .containsEntry("max_message_size", null);
    }

    @Test
    void tellsArnsAndIdentifiersInAwssForms() {
        Map<String, @Nullable Object> queue =
                make(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));
        Map<String, @Nullable Object> vpc =
                make(SINGAPORE, "aws_vpc", Map.of("cidr_block", "10.0.0.0/16"));

        assertThat(queue)
                .containsEntry("arn", "arn:aws:sqs:ap-south-1:111122223333:orders")
                .containsEntry("id", "https://sqs.ap-south-1.amazonaws.com/111122223333/orders");
        assertThat(Values.text(vpc, "id")).matches("vpc-[0-9a-f]{17}");
        assertThat(vpc).containsEntry("region", "ap-southeast-1");
    }

    @Test
    void findsNothingToDoForWhatIsThere() {
        Map<String, @Nullable Object> queue =
                make(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));

        Map<String, @Nullable Object> again = planAfter(MUMBAI, "aws_sqs_queue", queue, queue);

        assertThat(again).isEqualTo(queue);
    }

    @Test
    void refusesWhatAwsDecidesWhereverItIsWritten() {
        assertThat(invalid("aws_sns_topic", Map.of("name", "orders", "owner", "me")))
                .contains("can't configure a value for \"owner\"");
        assertThat(invalid("aws_sns_topic", Map.of("name", "orders", "arn", Values.UNKNOWN)))
                .contains("\"arn\"");
        assertThat(
                        invalid(
                                "aws_lb",
                                Map.of(
                                        "subnet_mapping",
                                        List.of(Map.of("subnet_id", "s", "outpost_id", "o")))))
                .contains("\"subnet_mapping.outpost_id\"");
        assertThat(invalid("aws_sns_topic", Map.of("name", "orders"))).isEmpty();
    }

    @Test
    void refusesANameThatIsTaken() {
        make(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));

        assertThat(refusal(MUMBAI, "aws_sqs_queue", Map.of("name", "orders")))
                .contains("exists already");
        assertThat(refusal(SINGAPORE, "aws_sqs_queue", Map.of("name", "orders"))).isEmpty();
    }

    @Test
    void refusesWhatIsInAnotherRegionOrNowhere() {
        String vpc =
                Values.text(make(MUMBAI, "aws_vpc", Map.of("cidr_block", "10.0.0.0/16")), "id");

        assertThat(refusal(SINGAPORE, "aws_internet_gateway", Map.of("vpc_id", vpc)))
                .contains("is in ap-south-1");
        assertThat(
                        refusal(
                                MUMBAI,
                                "aws_internet_gateway",
                                Map.of("vpc_id", "vpc-00000000000000fff")))
                .contains("does not exist");
    }

    @Test
    void refusesSubnetsThatDoNotFit() {
        String vpc =
                Values.text(make(MUMBAI, "aws_vpc", Map.of("cidr_block", "10.0.0.0/16")), "id");
        make(MUMBAI, "aws_subnet", subnet(vpc, "10.0.0.0/20", "ap-south-1a"));

        assertThat(refusal(MUMBAI, "aws_subnet", subnet(vpc, "10.0.8.0/24", "ap-south-1b")))
                .contains("overlaps");
        assertThat(refusal(MUMBAI, "aws_subnet", subnet(vpc, "10.1.0.0/24", "ap-south-1b")))
                .contains("not within");
        assertThat(refusal(MUMBAI, "aws_subnet", subnet(vpc, "10.0.32.0/24", "ap-southeast-1b")))
                .contains("not in ap-south-1");
    }

    @Test
    void refusesMoreThanANewAccountMayHave() {
        for (int i = 0; i < 5; i++) {
            make(MUMBAI, "aws_eip", Map.of("domain", "vpc"));
        }

        assertThat(refusal(MUMBAI, "aws_eip", Map.of("domain", "vpc"))).contains("quota");
    }

    @Test
    void refusesPoliciesThatAreTooLongForTheirRoleTogether() {
        String policy = "{\"Statement\": \"" + "x".repeat(6_000) + "\"}";
        make(MUMBAI, "aws_iam_role_policy", Map.of("name", "a", "role", "r", "policy", policy));

        assertThat(
                        refusal(
                                MUMBAI,
                                "aws_iam_role_policy",
                                Map.of("name", "b", "role", "r", "policy", policy)))
                .contains("10240 are allowed");
        assertThat(
                        refusal(
                                MUMBAI,
                                "aws_iam_role_policy",
                                Map.of("name", "b", "role", "other", "policy", policy)))
                .isEmpty();
    }

    @Test
    void failsEveryCallToALostRegionAndNoOther() {
        Map<String, @Nullable Object> queue =
                make(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));
        account.lose("ap-south-1");

        assertThat(
                        error(
                                answer(
                                        "ReadResource",
                                        MUMBAI,
                                        request("aws_sqs_queue", Map.of(2, queue))),
                                2))
                .contains("ap-south-1 does not answer");
        assertThat(error(configure(MUMBAI, "ap-south-1"), 1)).contains("does not answer");
        assertThat(refusal(SINGAPORE, "aws_sqs_queue", Map.of("name", "orders"))).isEmpty();
    }

    @Test
    void givesBackNothingThatIsWrittenOnly() {
        Map<String, @Nullable Object> made =
                make(
                        MUMBAI,
                        "aws_secretsmanager_secret_version",
                        Map.of("secret_id", "api", "secret_string_wo", "hush"));

        assertThat(made).containsEntry("secret_string_wo", null);
    }

    @Test
    void looksUpWhatWasMadeAndRefusesWhatWasNot() {
        make(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));

        Fields found = data(MUMBAI, "aws_sqs_queue", Map.of("name", "orders"));
        Fields lost = data(SINGAPORE, "aws_sqs_queue", Map.of("name", "orders"));

        assertThat(Values.text(value(found, 1), "arn")).endsWith(":orders");
        assertThat(lost.message(2).text(3))
                .contains("no aws_sqs_queue orders is in ap-southeast-1");
    }

    @Test
    void answersOverTheWireAsTerraformAsks() throws Exception {
        try (var plugin = new Plugin(STAND_IN)) {
            byte[] schema = Wires.call(plugin.port(), "GetProviderSchema", new byte[0]);

            assertThat(schema.length).isGreaterThan(1_000_000);
            assertThat(plugin.reattach("hashicorp/aws"))
                    .contains("\"hashicorp/aws\"", "127.0.0.1:" + plugin.port());
        }
    }

    private static String invalid(String type, Map<String, ?> config) {
        Map<String, @Nullable Object> all = proposed(type, config);
        all.putAll(config);
        byte[] request = request(type, Map.of(2, all));
        return error(answer("ValidateResourceConfig", MUMBAI, request), 1);
    }

    private static Map<String, Object> subnet(String vpc, String range, String zone) {
        return Map.of("vpc_id", vpc, "cidr_block", range, "availability_zone", zone);
    }

    private static byte[] configure(String caller, String region) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("region", region);
        return STAND_IN.answer(
                "ConfigureProvider",
                caller,
                new Message().message(2, new Message().bytes(1, Values.pack(config))).bytes());
    }

    private static byte[] request(String type, Map<Integer, ? extends @Nullable Object> values) {
        var message = new Message().text(1, type);
        values.forEach(
                (field, value) ->
                        message.message(field, new Message().bytes(1, Values.pack(value))));
        return message.bytes();
    }

    private static byte[] answer(String call, String caller, byte[] request) {
        return STAND_IN.answer(call, caller, request);
    }

    private static Map<String, @Nullable Object> value(Fields response, int field) {
        return Values.object(Values.unpack(response.message(field).bytes(1)));
    }

    /// What Terraform proposes: every attribute, null where nobody wrote it.
    private static Map<String, @Nullable Object> proposed(String type, Map<String, ?> config) {
        var block = Schema.aws().find(Schema.Kind.RESOURCE, type).orElseThrow();
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        block.attributes().keySet().forEach(name -> all.put(name, config.get(name)));
        block.blocks()
                .forEach(
                        (name, it) ->
                                all.put(
                                        name,
                                        it.nesting() == Schema.Nesting.SINGLE ? null : List.of()));
        return all;
    }

    private static Map<String, @Nullable Object> plan(
            String caller, String type, Map<String, ?> config) {
        Map<String, @Nullable Object> proposed = proposed(type, config);
        return value(
                Fields.of(answer("PlanResourceChange", caller, request(type, Map.of(3, proposed)))),
                1);
    }

    private static Map<String, @Nullable Object> planAfter(
            String caller,
            String type,
            Map<String, @Nullable Object> prior,
            Map<String, @Nullable Object> proposed) {
        byte[] request = request(type, Map.of(2, prior, 3, proposed));
        return value(Fields.of(answer("PlanResourceChange", caller, request)), 1);
    }

    private static Fields apply(String caller, String type, Map<String, ?> config) {
        Map<String, @Nullable Object> planned = plan(caller, type, config);
        return Fields.of(answer("ApplyResourceChange", caller, request(type, Map.of(3, planned))));
    }

    private static Map<String, @Nullable Object> make(
            String caller, String type, Map<String, ?> config) {
        Fields response = apply(caller, type, config);
        assertThat(response.message(3).text(3)).isEmpty();
        return value(response, 1);
    }

    private static String refusal(String caller, String type, Map<String, ?> config) {
        return apply(caller, type, config).message(3).text(3);
    }

    private static Fields data(String caller, String type, Map<String, ?> config) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(config);
        return Fields.of(answer("ReadDataSource", caller, request(type, Map.of(2, all))));
    }

    private static String error(byte[] response, int field) {
        return new String(Fields.of(response).message(field).bytes(3), StandardCharsets.UTF_8);
    }
}
