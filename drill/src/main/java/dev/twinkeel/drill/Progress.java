package dev.twinkeel.drill;

/// Is told what a drill does while it does it. Called from the thread of the drill.
@FunctionalInterface
public interface Progress {
    /// Tells nobody.
    Progress NONE = (_, _) -> {};

    /// @param step `baseline`, `fault`, `proof`, `recovery`, `steady`, `ledger`, `report`
    /// @param sentence what is done, or what was found
    void at(String step, String sentence);
}
