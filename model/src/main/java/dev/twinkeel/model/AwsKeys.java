package dev.twinkeel.model;

import static dev.twinkeel.model.Forms.DOMAIN;
import static dev.twinkeel.model.Forms.FLAG;
import static dev.twinkeel.model.Forms.LINE;
import static dev.twinkeel.model.Forms.NAMES_MAX;
import static dev.twinkeel.model.Forms.code;
import static dev.twinkeel.model.Forms.may;
import static dev.twinkeel.model.Forms.must;
import static dev.twinkeel.model.Forms.word;
import static dev.twinkeel.model.Forms.words;

import dev.twinkeel.model.Shape.Entries;
import dev.twinkeel.model.Shape.Section;
import dev.twinkeel.model.Shape.Text;
import dev.twinkeel.model.Shape.Whole;
import java.util.List;
import java.util.regex.Pattern;

/// The third part of [Keys]: what is needed only to render for AWS.
final class AwsKeys {
    /// More would be a platform, not an application.
    private static final int ENVIRONMENTS_MAX = 8;

    private static final Text ENVIRONMENT =
            new Text(
                    "an environment",
                    "lower-case letters and digits, first a letter, at most 10, neither shared nor global",
                    Pattern.compile("(?!(shared|global)$)[a-z][a-z0-9]*"),
                    10);

    private static final Text ACCOUNT =
            new Text("an account", "twelve digits in quotes", Pattern.compile("[0-9]{12}"), 12);

    private static final Text RULE =
            new Text(
                    "a rule",
                    "its identifier, as `twinkeel check --aws` prints it",
                    Pattern.compile("[A-Za-z][A-Za-z0-9.-]*"),
                    60);

    private static final Text EMAIL =
            new Text(
                    "an e-mail address",
                    "such as platform@example.com",
                    Pattern.compile("[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"),
                    200);

    private AwsKeys() {}

    static Section aws() {
        return new Section(
                "AWS",
                List.of(
                        may(
                                "environments",
                                new Entries(ENVIRONMENT, environment(), 1, ENVIRONMENTS_MAX),
                                "`dev` and `qa` in one region, `uat` and `prod` in both",
                                "in the order of promotion; the last one is production",
                                ""),
                        may(
                                "owner",
                                EMAIL,
                                "none",
                                "who gets alarms and budget warnings",
                                "platform@example.com"),
                        may(
                                "database",
                                words(Aws.DatabaseKind.values()),
                                word(Aws.DEFAULT_DATABASE),
                                "what runs the databases",
                                "aurora-global"),
                        may(
                                "mesh",
                                words(Aws.Mesh.values()),
                                word(Aws.DEFAULT_MESH),
                                "the service mesh",
                                "linkerd"),
                        flag(
                                "canary",
                                Aws.DEFAULT_CANARY,
                                "new versions are judged on a part of the traffic"),
                        flag("graviton", Aws.DEFAULT_GRAVITON, "arm64 nodes and databases"),
                        flag("placement-groups", false, "each zone's nodes close together"),
                        flag("identity", false, "users sign in at a Cognito user pool"),
                        flag("shield-advanced", false, "Shield Advanced, paid by the month"),
                        flag("servers", false, "servers outside Kubernetes are replicated too"),
                        flag("direct-connect", false, "partners come in over private circuits"),
                        may(
                                "exceptions",
                                new Entries(RULE, exemption(), 0, NAMES_MAX),
                                "none",
                                "findings of the readiness rules that are accepted",
                                "")));
    }

    private static Section environment() {
        return new Section(
                "AWS: environment",
                List.of(
                        may(
                                "domain",
                                DOMAIN,
                                "the application's for production, else `<environment>.<domain>`",
                                "name under which the outside asks for it",
                                "uat.shop.example.com"),
                        may(
                                "regions",
                                words(Aws.Extent.values()),
                                word(Aws.Environment.DEFAULT_REGIONS),
                                "only the primary, or both",
                                "one"),
                        may(
                                "account",
                                ACCOUNT,
                                "any",
                                "the only account that it may be applied to",
                                "\"111122223333\""),
                        may(
                                "budget",
                                new Whole(1, 10_000_000),
                                code(Aws.Environment.DEFAULT_BUDGET),
                                "dollars a month",
                                "2500")));
    }

    private static Section exemption() {
        return new Section(
                "AWS: exception",
                List.of(
                        must("reason", LINE, "why it is right here", "replayed from the lake"),
                        must("owner", LINE, "who answers for it", "payments team")));
    }

    private static Key flag(String name, boolean standard, String meaning) {
        return may(name, FLAG, code(standard), meaning, "true");
    }
}
