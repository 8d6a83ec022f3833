package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.model.Application;

/// Files that nobody had in mind when the rendering was written.
public enum OddFile {
    ONE_SERVICE_AND_NOTHING_ELSE(
            """
            application: lone
            regions:
              a: { aws: eu-west-1, role: primary }
              b: { aws: eu-central-1, role: standby }
            services:
              web: { run: ./serve, routes: [ / ] }
            """),
    NO_ROUTES(
            """
            application: quiet
            regions:
              a: { aws: us-east-1, role: primary }
              b: { aws: us-west-2, role: standby }
            services:
              worker: { run: ./work, uses: [ jobs ] }
            queues: { jobs: {} }
            """),
    TWO_DATABASES(
            """
            application: pair
            regions:
              a: { aws: ap-northeast-1, role: primary }
              b: { aws: ap-northeast-3, role: standby }
            services:
              web:    { run: ./serve, routes: [ / ], uses: [ orders-db, people-db ] }
              people: { run: ./serve, uses: [ people-db ] }
            databases: { orders-db: {}, people-db: {} }
            recovery: { approval: person }
            """),
    ALL_STORES_AND_OPTIONS(
            """
            application: everything
            regions:
              a: { aws: me-central-1, role: primary }
              b: { aws: eu-south-2, role: standby }
            services:
              web: { run: ./serve, routes: [ / ], uses: [ d, t, b, q, c ] }
            databases: { d: {} }
            tables: { t: {} }
            buckets: { b: { replicate: true }, plain: { replicate: false } }
            queues: { q: {} }
            caches: { c: {} }
            edge: { site: b, waf: { rate: 100/1m } }
            aws:
              environments: { solo: { regions: one }, prod: { regions: both, account: "123456789012" } }
              database: aurora-global
              mesh: linkerd
              canary: false
              graviton: true
              placement-groups: true
              identity: true
              shield-advanced: true
              servers: true
              direct-connect: true
              owner: a.b+c@example.com
            """),
    LONGEST_NAMES(
            """
            application: LONG
            domain: LONG.example.com
            regions:
              LONG: { aws: ap-southeast-1, role: primary }
              sLONG: { aws: ap-northeast-1, role: standby }
            services:
              LONG: { run: ./serve, routes: [ / ], uses: [ dLONG, tLONG, bLONG, qLONG, cLONG ] }
            databases: { dLONG: {} }
            tables: { tLONG: {} }
            buckets: { bLONG: { replicate: true } }
            queues: { qLONG: {} }
            caches: { cLONG: {} }
            aws:
              environments: { abcdefghi0: { regions: one }, abcdefghij: {} }
              DATABASE
            """
                    .replaceAll("(?<=[ {])([a-z])LONG", "$1" + Odd.NAME.substring(1))
                    .replace("LONG", Odd.NAME)),
    LONGEST_NAMES_AURORA(LONGEST_NAMES.text.replace("DATABASE", "database: aurora-global"));

    private final String text;

    OddFile(String text) {
        this.text = text;
    }

    /// As the command line would read it.
    public Application application() {
        return Applications.parse(name(), text.replace("DATABASE", "database: rds"));
    }

    /// Here, because constants of an enum cannot use its own fields.
    private static final class Odd {
        /// The longest name that a file may give to anything.
        static final String NAME = "abcdefghijklmnopqrstuvwxyz1234";
    }
}
