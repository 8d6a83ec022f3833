package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Leases;

class LeasesInMemoryTest extends LeasesContract {
    private final Leases leases = new LeasesInMemory();

    @Override
    Leases leases() {
        return leases;
    }
}
