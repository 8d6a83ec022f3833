package dev.twinkeel.stores.tables;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.component.Container;
import org.jspecify.annotations.Nullable;

/// A server's channel that binds where its provider says. It accepts blocking: it cannot be
/// registered with a selector, only what it accepts can.
///
/// Jetty tells a connector's parts that listen which connector they became a part of. That is when
/// a [Doorkeeper] takes its stand: the server has not started its handlers, nor accepted anybody.
final class NarrowServer extends ServerSocketChannel implements Container.Listener {
    private final LoopbackProvider provider;
    private final ServerSocketChannel channel;

    NarrowServer(LoopbackProvider provider, ServerSocketChannel channel) {
        super(provider);
        this.provider = provider;
        this.channel = channel;
    }

    @Override
    public void beanAdded(Container parent, Object child) {
        if (child == this && parent instanceof Connector connector) {
            provider.keys().ifPresent(keys -> Doorkeeper.stand(connector.getServer(), keys));
        }
    }

    @Override
    public void beanRemoved(Container parent, Object child) {}

    @Override
    public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
        channel.bind(provider.narrowed(local), backlog);
        return this;
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        channel.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public ServerSocket socket() {
        return channel.socket();
    }

    @Override
    public SocketChannel accept() throws IOException {
        return channel.accept();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        channel.close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        channel.configureBlocking(block);
    }
}
