package dev.twinkeel.model;

import java.util.List;

/// What came of reading a file: an application, or everything that is wrong.
public sealed interface Parsed {

    record Valid(Application application, List<Warning> warnings) implements Parsed {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /// The file cannot be used.
    ///
    /// @param problems at least one, in the order of the file
    record Invalid(List<Problem> problems) implements Parsed {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
