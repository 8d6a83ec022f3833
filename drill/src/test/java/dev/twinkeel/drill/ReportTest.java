package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Json;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    static Stream<DrillReport> reports() {
        return Stream.of(
                SampleReports.regionLoss(),
                SampleReports.notRestored(),
                SampleReports.slowMachine(),
                SampleReports.regionCut(),
                SampleReports.control());
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }

    /// The page's markup without the parts that are only valid in HTML.
    private static String asXml(String page) {
        return page.replace("<!DOCTYPE html>", "").replaceAll("(?s)<style>.*?</style>", "");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aPageIsWellFormedAndNeedsNothingElse(DrillReport report) throws Exception {
        String page = HtmlReport.of(report);
        assertThat(parsed(asXml(page)).getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(page)
                .doesNotContain("http://", "https://", "src=", "@import", "url(h", "<script");
        assertThat(page).contains("What this does not prove", report.verdict().name());
        assertThat(page.length()).isLessThan(1_000_000);
    }

    @Test
    void aPageEscapesWhatOthersWrote() {
        assertThat(HtmlReport.of(SampleReports.regionLoss()))
                .contains(
                        "&lt;users&gt;", "&lt;b&gt;", "&quot;escaped&quot; &amp; &#39;quoted&#39;");
    }

    @Test
    void aPageNamesLostWritesAndPhases() {
        String page = HtmlReport.of(SampleReports.regionLoss());
        assertThat(page)
                .contains(
                        "9f3b21c4-0000-8000-8000-000000000640",
                        "promoted 4.39 s",
                        "fault: kill region",
                        "steady 6.41 s");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void jsonHasEveryPromisedField(DrillReport report) throws Exception {
        JsonNode json = Json.mapper().readTree(ReportJson.of(report));
        for (String field :
                List.of(
                        "scenario",
                        "verdict",
                        "rtoMillis",
                        "phases",
                        "acknowledged",
                        "lost",
                        "duplicated",
                        "lostAgeMillis",
                        "requests",
                        "failed",
                        "p50Millis",
                        "p99Millis")) {
            assertThat(json.has(field)).as(field).isTrue();
        }
        for (String phase :
                List.of("detected", "decided", "fenced", "promoted", "rerouted", "steady")) {
            assertThat(json.get("phases").has(phase)).as(phase).isTrue();
        }
    }

    @Test
    void whatWasNotMeasuredIsNullAndNotZero() throws Exception {
        JsonNode json = Json.mapper().readTree(ReportJson.of(SampleReports.notRestored()));
        assertThat(json.get("rtoMillis").isNull()).isTrue();
        assertThat(json.get("lost").isNull()).isTrue();
        assertThat(json.get("phases").get("promoted").isNull()).isTrue();
    }

    @Test
    void junitXmlHasOneCaseARun() throws Exception {
        Document xml = parsed(JunitXml.of(reports().toList()));
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(5);
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aSummaryFitsATerminal(DrillReport report) {
        assertThat(TextSummary.of(report).lines().skip(2))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void lessThanTheLoadThatIsAskedForIsSaidEverywhere() {
        DrillReport report = SampleReports.slowMachine();
        String less = "100 writes and 50 reads a second, half of what is asked; no more was served";
        assertThat(report.headline())
                .isEqualTo(
                        "Service was back after 2.31 s, and none of 3,204 acknowledged writes was lost. It was played with half of the load.");
        assertThat(TextSummary.of(report)).contains(less);
        assertThat(HtmlReport.of(report)).contains(less);
        assertThat(new Series(List.of(report, report)).headline()).contains(less);
        assertThat(TextSummary.of(SampleReports.regionLoss())).doesNotContain("of what is asked");
    }

    @Test
    void aSeriesHasASpreadAndTheWorstVerdict() throws Exception {
        Series series =
                new Series(
                        List.of(
                                SampleReports.regionLoss(),
                                SampleReports.notRestored(),
                                SampleReports.regionCut()));
        assertThat(series.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(series.sameVerdict()).isFalse();
        assertThat(series.spreads().get("rtoMillis"))
                .isEqualTo(new Series.Spread(2, 6_412, 6_716, 7_020));
        JsonNode json = Json.mapper().readTree(SeriesReport.json(series));
        assertThat(json.get("spread").get("lost").get("max").asInt()).isEqualTo(3);
        assertThat(parsed(asXml(SeriesReport.html(series))).getElementsByTagName("h1").getLength())
                .isEqualTo(1);
        assertThat(SeriesReport.text(series)).contains("rtoMillis");
    }

    @Test
    void aSuiteIsAsGoodAsItsWorstDrillAndTellsWhyInEachForm() throws Exception {
        Series good = new Series(List.of(SampleReports.regionCut(), SampleReports.regionLoss()));
        Series bad = new Series(List.of(SampleReports.notRestored()));
        SuiteReport.Row passed =
                new SuiteReport.Row("cut", "It <holds>.", Optional.of(good), Optional.empty());
        SuiteReport.Row failed =
                new SuiteReport.Row("loss", "It holds.", Optional.of(bad), Optional.empty());
        SuiteReport.Row broken =
                new SuiteReport.Row(
                        "broke", "It holds.", Optional.empty(), Optional.of("No <twin>."));
        SuiteReport suite = new SuiteReport("mine", List.of(passed, failed, broken));
        assertThat(suite.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(new SuiteReport("mine", List.of(passed)).verdict()).isEqualTo(Verdict.PASS);
        assertThat(new SuiteReport("mine", List.of(passed, broken)).verdict())
                .isEqualTo(Verdict.INVALID);
        assertThat(suite.text()).contains("2/2", "0/1", "not restored", "No <twin>.", "1 of 3");
        assertThat(suite.text().lines()).allMatch(line -> line.length() <= 100);
        assertThat(parsed(asXml(suite.html())).getElementsByTagName("tr").getLength()).isEqualTo(4);
        assertThat(Json.mapper().readTree(suite.json()).get("drills")).hasSize(3);
        Document junit = parsed(JunitXml.of(suite));
        assertThat(junit.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        assertThat(junit.getElementsByTagName("error").getLength()).isEqualTo(1);
        assertThat(junit.getElementsByTagName("failure").getLength()).isEqualTo(1);
    }

    @Test
    void aSeriesGivesEachRunItsOwnSeed() throws Exception {
        List<Long> seeds = new java.util.ArrayList<>();
        Series series =
                Series.run(
                        3,
                        40,
                        (_, seed) -> {
                            seeds.add(seed);
                            return SampleReports.control();
                        });
        assertThat(seeds).containsExactly(40L, 41L, 42L);
        assertThat(series.verdict()).isEqualTo(Verdict.PASS);
    }
}
