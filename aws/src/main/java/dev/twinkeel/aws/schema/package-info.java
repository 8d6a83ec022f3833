/// The provider's real schema, and what is wrong with a configuration by it.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.aws.schema;
