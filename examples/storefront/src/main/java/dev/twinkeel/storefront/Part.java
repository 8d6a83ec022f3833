package dev.twinkeel.storefront;

/// Something of a pod that is let go of when the pod stops, after its last request.
interface Part extends AutoCloseable {
    @Override
    void close();
}
