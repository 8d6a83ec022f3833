package dev.twinkeel.aws.schema;

import java.util.Map;

/// One thing that was broken on purpose.
///
/// @param kind what was broken
/// @param file where
/// @param line where, from 1
/// @param before what stood there
/// @param after what stands there now
/// @param judged whether Terraform itself can tell, without an account
/// @param files the whole configuration with it
public record Fault(
        Kind kind,
        String file,
        int line,
        String before,
        String after,
        boolean judged,
        Map<String, String> files) {

    /// Ways to break a configuration.
    public enum Kind {
        ARGUMENT_MISSPELT,
        ARGUMENT_MISSING,
        ARGUMENT_OF_ANOTHER_TYPE,
        ARGUMENT_TWICE,
        ATTRIBUTE_SET,
        BLOCK_MISSPELT,
        BLOCK_MISSING,
        BLOCK_TOO_OFTEN,
        TYPE_MISSPELT,
        NAME_TWICE,
        REFERENCE_TO_NOTHING,
        REFERENCE_TO_NO_ATTRIBUTE,
        REFERENCE_WITHOUT_INSTANCE,
        FUNCTION_MISSPELT,
        INPUT_MISSPELT,
        INPUT_MISSING,
        OUTPUT_GONE,
        MODULE_GONE,
        PROVIDER_GONE,
        CIRCLE,
        SYNTAX,
        RANGE_WRONG,
        REGION_WRONG,
        ZONE_WRONG
    }

    /// What was done, shortly.
    @Override
    public String toString() {
        return "%s in %s:%d: \"%s\" became \"%s\""
                .formatted(kind, file, line, before.strip(), after.strip());
    }
}
