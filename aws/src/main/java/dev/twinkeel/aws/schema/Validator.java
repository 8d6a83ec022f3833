package dev.twinkeel.aws.schema;

import dev.twinkeel.model.Problem;
import java.util.List;
import java.util.Map;

/// Finds what is wrong with a Terraform configuration, without Terraform and without a network:
/// every folder of `.tf` files is held against the schema of hashicorp/aws and against the other
/// folders that it calls.
public final class Validator {
    private Validator() {}

    /// All that is wrong, by file and place. Where a text cannot be read, only that is told.
    ///
    /// @param files path to whole text; what is no `.tf` is left alone
    public static List<Problem> check(Map<String, String> files) {
        var findings = new Findings();
        var folders = new Folders(files, findings);
        if (!findings.inOrder().isEmpty()) {
            return findings.inOrder();
        }
        var declarations = new Declarations(folders, Schema.aws(), findings);
        folders.all().forEach(declarations::check);
        new Cycles(folders, findings).check();
        folders.all().forEach(it -> Places.check(it, findings));
        return findings.inOrder();
    }
}
