package dev.twinkeel.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twinkeel.twin.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The report as one JSON object. Its first fields are a promise to scripts; a value that was not
/// measured is null, never left out.
public final class ReportJson {
    private static final ObjectMapper MAPPER =
            Json.mapper().copy().setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS);

    private ReportJson() {}

    /// On one line.
    public static String of(DrillReport report) {
        return write(object(report));
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write a report as JSON", e);
        }
    }

    static Map<String, @Nullable Object> object(DrillReport report) {
        Findings ledger = report.ledger();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("scenario", report.scenario());
        json.put("verdict", report.verdict().name());
        json.put("rtoMillis", report.rtoMillis());
        json.put("phases", report.phases());
        json.put("acknowledged", ledger == null ? null : ledger.acknowledged());
        json.put("lost", ledger == null ? null : ledger.lost());
        json.put("duplicated", ledger == null ? null : ledger.duplicated());
        json.put("lostAgeMillis", ledger == null ? null : ledger.lostAgeMillis());
        json.put("requests", report.requests());
        json.put("failed", report.failed());
        json.put("p50Millis", report.latency().p50Millis());
        json.put("p99Millis", report.latency().p99Millis());
        json.put("headline", report.headline());
        json.put("reasons", report.reasons());
        more(report, json);
        return json;
    }

    private static void more(DrillReport report, Map<String, @Nullable Object> json) {
        json.put("application", report.application());
        json.put("claim", report.claim());
        json.put("fault", report.fault());
        json.put("wound", report.wound());
        json.put("startedAt", report.startedAt());
        json.put("faultAt", report.isControl() ? null : report.faultAt());
        json.put("seed", report.seed());
        json.put("load", report.load());
        json.put("rtoObjectiveMillis", report.rtoObjectiveMillis());
        json.put("rpoObjectiveMillis", report.rpoObjectiveMillis());
        json.put("outage", report.outage());
        json.put("longestGapMillis", report.longestGapMillis());
        json.put("firstErrorMillis", report.firstErrorMillis());
        json.put("unknownRequests", report.unknownRequests());
        json.put("latency", report.latency());
        json.put("baselineLatency", report.baselineLatency());
        json.put("steadyLatency", report.steadyLatency());
        json.put("ledger", report.ledger());
        json.put("ledgerTrouble", report.ledgerTrouble());
        json.put("inside", report.inside());
        json.put("history", report.beyond().history());
        json.put("kept", report.beyond().kept());
        json.put("stores", report.beyond().stores());
        json.put("proofs", report.proofs());
        json.put("claims", report.claims());
        json.put("steps", report.steps());
        json.put("lateP99Millis", report.lateP99Millis());
        json.put("lateMaxMillis", report.lateMaxMillis());
        json.put("failures", report.failures());
        json.put("windows", report.windows());
        json.put("story", report.story());
        json.put("environment", report.environment());
    }
}
