package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/// Says who may come in by a listener. Asked once a connection, when it is accepted.
public interface Door {
    /// Nobody is asked who he is.
    Door OPEN = (_, _, answer) -> answer.accept(Verdict.UNKNOWN);

    /// What was found.
    ///
    /// @param service of the caller, empty when it is not known
    /// @param pod the caller's name, empty when it is not known
    /// @param refusal why it may not come in, in one word; empty when it may
    record Verdict(String service, String pod, Optional<String> refusal) {
        public static final Verdict UNKNOWN = new Verdict("", "", Optional.empty());
    }

    /// Answers at once or at any later time, from any thread; no byte is passed until then. It may
    /// answer a second time, when it knows more: whom it let in and now refuses is cut off. Called
    /// on an event loop: it must not block.
    void knock(InetSocketAddress client, InetSocketAddress listener, Consumer<Verdict> answer);
}
