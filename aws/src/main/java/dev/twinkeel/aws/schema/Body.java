package dev.twinkeel.aws.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is between two braces, or in a file.
///
/// @param file where it is written
/// @param at where it begins
record Body(String file, At at, List<Argument> arguments, List<Block> blocks) {
    record Argument(String name, At at, Expression value) {}

    record Block(String type, List<String> labels, At at, Body body) {
        /// `resource "aws_vpc" "this"`.
        String title() {
            return labels.isEmpty() ? type : type + " \"" + String.join("\" \"", labels) + "\"";
        }

        String label(int index) {
            return labels.size() > index ? labels.get(index) : "";
        }
    }

    Optional<Argument> argument(String name) {
        return arguments.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    Stream<Block> blocks(String type) {
        return blocks.stream().filter(it -> it.type().equals(type));
    }
}
