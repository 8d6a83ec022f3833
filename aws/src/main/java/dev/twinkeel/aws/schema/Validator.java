package dev.twinkeel.aws.schema;

import dev.twinkeel.model.Problem;
import java.util.Collection;
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
        List<Body> bodies = Folders.parse(files, findings);
        if (!findings.inOrder().isEmpty()) {
            return findings.inOrder();
        }
        var folders = new Folders(bodies, findings);
        check(folders, folders.all(), findings);
        Ranges.check(Resource.of(folders), findings);
        return findings.inOrder();
    }

    static void check(Folders folders, Collection<Folder> which, Findings findings) {
        var declarations = new Declarations(folders, Schema.aws(), findings);
        which.forEach(declarations::check);
        new Cycles(folders, findings).check(which);
        which.forEach(it -> Places.check(it, findings));
    }
}
