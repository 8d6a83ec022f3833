package dev.twinkeel.drill;

import dev.twinkeel.recovery.Stage;
import java.util.Arrays;
import java.util.List;

/// The stages of a recovery, as scenarios name them.
final class Stages {
    static final List<String> NAMES =
            Arrays.stream(Stage.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();

    private Stages() {}
}
