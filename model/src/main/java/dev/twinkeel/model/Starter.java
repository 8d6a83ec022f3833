package dev.twinkeel.model;

/// The file that `twinkeel init` writes: small, complete, and with what comes next as comments.
public final class Starter {
    private static final String TEMPLATE =
            """
            # What the application is and what it must survive. Every key: docs/file.md
            application: {name}

            # Two regions of three zones each; the first is the primary.
            regions:
              mumbai:
              singapore:

            services:
              web:
                # Any program that binds HOST and PORT. One process is one pod.
                # This one answers every GET with "ok"; put your own command here.
                run: >-
                  python3 -c "import os, http.server as h;
                  P = type('P', (h.BaseHTTPRequestHandler,), {'protocol_version': 'HTTP/1.1',
                  'log_message': lambda *a: None, 'do_GET': lambda s: (s.send_response(200),
                  s.send_header('Content-Length', '3'), s.end_headers(), s.wfile.write(b'ok\\n'))});
                  h.ThreadingHTTPServer((os.environ['HOST'], int(os.environ['PORT'])), P).serve_forever()"
                routes: [ / ]
                # uses: [ {name}-db ]   # gives it {NAME}_DB_HOST, _PORT, _NAME, _USER and _PASSWORD_FILE

            # A PostgreSQL database: copies in every zone, one more in the other region.
            # databases:
            #   {name}-db: { schema: schema.sql }

            # What `twinkeel drill` holds the application against; these are the defaults.
            # objectives:
            #   zone:    { rto: 30s, rpo: 0s }
            #   region:  { rto: 15m, rpo: 5m }
            #   latency: { p99: 500ms }

            # What shoppers do in a drill; without it they read every route.
            # load:
            #   rate: 200/s
            #   write: { method: POST, path: /orders, body: '{"key": "{key}", "product": {1..100}}', done: [ 201, 200 ] }
            #   ledger: { database: {name}-db, query: select order_key from orders }
            """;

    private Starter() {}

    /// @param name of the application: lower-case letters, digits and single hyphens
    public static String text(String name) {
        if (!validName(name)) {
            throw new IllegalArgumentException(
                    "write a first twinkeel.yaml: %s is no name of an application; %s"
                            .formatted(Problems.quoted(name), Forms.NAME.expected()));
        }
        return TEMPLATE.replace("{name}", name).replace("{NAME}", Application.envPrefix(name));
    }

    /// Whether an application may have this name.
    public static boolean validName(String name) {
        return name.length() <= Forms.NAME.lengthMax()
                && Forms.NAME.pattern().matcher(name).matches();
    }
}
