package dev.twinkeel.stores.tables;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The JDK's sockets, except that a server that asks for every address of the machine gets one
/// loopback address: that of the system property [#ADDRESS].
///
/// For servers that have no option for it. Named to the JVM by
/// `-Djava.nio.channels.spi.SelectorProvider`, with
/// `--add-exports=java.base/sun.nio.ch=ALL-UNNAMED`, which is where the JDK keeps its own provider.
/// Outgoing connections are the JDK's.
public final class LoopbackProvider extends SelectorProvider {
    /// System property with the address to listen on, as `127.5.1.1`.
    public static final String ADDRESS = "twinkeel.bind";

    /// System property with the file of keys (`stores/front`) of those who may use the server;
    /// without it, whoever reaches it may.
    public static final String KEYS = "twinkeel.keys";

    private final SelectorProvider jdk;
    private final InetAddress address;
    private final Optional<Path> keys;

    /// @throws IllegalStateException when no loopback address is given: better no server than one
    ///   that the network reaches
    public LoopbackProvider() {
        this(
                jdk(),
                address(System.getProperty(ADDRESS)),
                Optional.ofNullable(System.getProperty(KEYS)).map(Path::of));
    }

    LoopbackProvider(SelectorProvider jdk, InetAddress address, Optional<Path> keys) {
        this.jdk = jdk;
        this.address = address;
        this.keys = keys;
    }

    private static SelectorProvider jdk() {
        try {
            Object provider =
                    Class.forName("sun.nio.ch.DefaultSelectorProvider")
                            .getMethod("get")
                            .invoke(null);
            return (SelectorProvider) provider;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "find the JDK's own sockets; the JVM needs"
                            + " --add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                    e);
        }
    }

    static InetAddress address(@Nullable String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text == null ? "" : text);
            if (address.isLoopbackAddress()) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // Said below, with the same words.
        }
        throw new IllegalStateException(
                "listen on loopback only: -D%s=%s is no loopback address; give one, as 127.5.1.1"
                        .formatted(ADDRESS, text));
    }

    /// Who may use what listens there.
    Optional<Path> keys() {
        return keys;
    }

    /// Where to listen instead of there.
    SocketAddress narrowed(@Nullable SocketAddress asked) {
        if (asked instanceof InetSocketAddress internet && internet.getAddress() != null) {
            return internet.getAddress().isAnyLocalAddress()
                    ? new InetSocketAddress(address, internet.getPort())
                    : internet;
        }
        return new InetSocketAddress(address, 0);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return new NarrowServer(this, jdk.openServerSocketChannel());
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return jdk.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return jdk.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return jdk.openPipe();
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return jdk.openSelector();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return jdk.openSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return jdk.openSocketChannel(family);
    }

    @Override
    public @Nullable Channel inheritedChannel() throws IOException {
        return jdk.inheritedChannel();
    }
}
