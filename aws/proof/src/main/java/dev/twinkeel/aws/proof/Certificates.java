package dev.twinkeel.aws.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A certificate tells already in the plan which domains must be proved, so that a record can be
/// planned for each.
final class Certificates {
    private static final String OPTIONS = "domain_validation_options";

    private Certificates() {}

    static Map<String, @Nullable Object> planned(
            String type, Map<String, @Nullable Object> values) {
        if (type.equals("aws_acm_certificate")
                && values.get("domain_name") instanceof String first) {
            List<String> names = new ArrayList<>(List.of(first));
            if (values.get("subject_alternative_names") instanceof List<?> others) {
                others.forEach(it -> names.add(String.valueOf(it)));
            }
            values.put(OPTIONS, names.stream().distinct().map(Certificates::option).toList());
        }
        return values;
    }

    private static Map<String, @Nullable Object> option(String domain) {
        Map<String, @Nullable Object> option = new LinkedHashMap<>();
        option.put("domain_name", domain);
        option.put("resource_record_name", "_proof." + domain.replace("*.", "") + ".");
        option.put("resource_record_type", "CNAME");
        option.put("resource_record_value", "_proof.acm-validations.aws.");
        return option;
    }
}
