import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

/// Answers everything with 200.
final class Web {
    public static void main(String[] arguments) throws Exception {
        var address =
                new InetSocketAddress(
                        System.getenv("HOST"), Integer.parseInt(System.getenv("PORT")));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
    }
}
