package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.Address;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.zookeeper.client.HostProvider;
import org.jspecify.annotations.Nullable;

/// One address, without the pauses of ZooKeeper's own provider.
record OneHost(Address address) implements HostProvider {
    @Override
    public int size() {
        return 1;
    }

    @Override
    public InetSocketAddress next(long pauseMillis) {
        return new InetSocketAddress(address.host(), address.port());
    }

    @Override
    public void onConnected() {}

    @Override
    public boolean updateServerList(
            @Nullable Collection<InetSocketAddress> servers, @Nullable InetSocketAddress current) {
        return false;
    }
}
