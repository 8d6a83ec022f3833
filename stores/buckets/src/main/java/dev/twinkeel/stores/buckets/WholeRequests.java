package dev.twinkeel.stores.buckets;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.gaul.shaded.org.eclipse.jetty.server.Server;

/// Reads a request to its end before it is answered.
///
/// AWS's clients send an object in chunks, and after the last byte of it an empty chunk and a
/// checksum. S3Proxy stops at the last byte of the object. Where the rest has come by then, Jetty
/// reads over it; where it has not, Jetty answers and closes the connection, and the client's next
/// request on it fails with `Unexpected end of file from server`.
final class WholeRequests extends HttpFilter {
    private static final long serialVersionUID = 1;

    /// What may follow an object. Whoever sends more was refused in the middle, and may be closed.
    private static final int MOST = 64 * 1024;

    /// The request of this thread, for whoever is not told where it comes from.
    private static final ThreadLocal<ServletRequest> NOW = new ThreadLocal<>();

    /// Who asks now.
    static InetSocketAddress client() {
        ServletRequest now = NOW.get();
        return now == null
                ? InetSocketAddress.createUnresolved("-", 0)
                : new InetSocketAddress(now.getRemoteAddr(), now.getRemotePort());
    }

    /// At which address.
    static InetSocketAddress listener() {
        ServletRequest now = NOW.get();
        return now == null
                ? InetSocketAddress.createUnresolved("-", 0)
                : new InetSocketAddress(now.getLocalAddr(), now.getLocalPort());
    }

    /// S3Proxy has no way to give its server a filter.
    ///
    /// @param store not started yet
    static void of(S3Proxy store) {
        try {
            Field field = S3Proxy.class.getDeclaredField("server");
            field.setAccessible(true);
            ((Server) field.get(store))
                    .getDescendant(ServletContextHandler.class)
                    .addFilter(
                            new FilterHolder(new WholeRequests()),
                            "/*",
                            EnumSet.of(DispatcherType.REQUEST));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "read requests to their end: this S3Proxy has no field `server`; see how it starts Jetty now",
                    e);
        }
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        NOW.set(request);
        try {
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public ServletInputStream getInputStream() throws IOException {
                            return new Whole(super.getInputStream());
                        }
                    },
                    response);
        } finally {
            NOW.remove();
        }
    }

    /// S3Proxy closes it when it has done what was asked, before the answer is sent.
    private static final class Whole extends ServletInputStream {
        private final ServletInputStream in;
        private boolean begun;

        Whole(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            begun = true;
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            begun = true;
            return in.read(bytes, offset, length);
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }

        /// What nobody began to read is not asked for: a client may wait to be told to send it.
        @Override
        public void close() throws IOException {
            try {
                if (begun) {
                    in.readNBytes(MOST);
                }
            } catch (IOException gone) {
                // What was asked is done or refused; nobody is there to be told.
            }
            in.close();
        }
    }
}
