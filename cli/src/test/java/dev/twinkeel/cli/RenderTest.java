package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where `twinkeel render aws` writes, and what it leaves alone.
final class RenderTest {
    private static final String REGIONS =
            "regions: { b: { aws: ap-south-2 }, c: { aws: ap-south-1 } }\n";

    @TempDir private Path folder = Path.of("");

    @Test
    void whatCannotBeOnAwsIsToldWithItsLine() throws Exception {
        file(
                """
                application: a
                regions:
                  b: { aws: eu-west-9 }
                  c: {}
                services: { d: { run: x, image: "café/d:1" } }
                """);

        Said said = render();

        assertThat(said.exit()).isEqualTo(Exit.USAGE);
        assertThat(said.err())
                .contains(
                        "twinkeel.yaml:3: regions.b.aws: \"eu-west-9\" is no region of AWS; write")
                .contains(
                        "twinkeel.yaml:4: regions.c.aws: region \"c\" has no AWS region; write one")
                .contains("twinkeel.yaml:5: services.d.image: \"café/d\" is no name of an image")
                .contains("it has 3 problems");
        assertThat(output()).doesNotExist();
    }

    @Test
    void whatIsRenderedStandsInTheFolderBesideWhatWasThere() throws Exception {
        file("application: a\n" + REGIONS + "services: { d: { run: x } }\n");
        mine("mine.tf");

        Said said = render();

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(output().resolve("mine.tf")).hasContent("mine");
        assertThat(output().resolve("terraform/global/main.tf")).exists();
        assertThat(output().resolve("ci/test.sh").toFile().canExecute()).isTrue();
    }

    @Test
    void aFileOfSomebodyElseIsNotOverwrittenUnasked() throws Exception {
        file("application: a\n" + REGIONS + "services: { d: { run: x } }\n");
        mine("cost.md");

        Said refused = render();

        assertThat(refused.exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.err()).contains("not as Twinkeel wrote it: cost.md", "--overwrite");
        assertThat(output().resolve("cost.md")).hasContent("mine");
        assertThat(output().resolve("terraform")).doesNotExist();
        assertThat(render("--overwrite").exit()).isZero();
        assertThat(output().resolve("cost.md")).content().contains("What a month costs");
    }

    @Test
    void aRenderedFileThatWasChangedIsNotOverwrittenUnasked() throws Exception {
        file("application: a\n" + REGIONS + "services: { d: { run: x } }\n");
        assertThat(render().exit()).isZero();
        Files.writeString(output().resolve("terraform/global/main.tf"), "# better\n");

        Said refused = render();

        assertThat(refused.exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.err()).contains("terraform/global/main.tf");
        assertThat(output().resolve("terraform/global/main.tf")).hasContent("# better");
    }

    @Test
    void whatIsNoLongerRenderedIsLeftAndTold() throws Exception {
        String text = "application: a\n" + REGIONS + "services: { d: { run: x } }\n";
        file(text);
        assertThat(render().out()).contains("wrote").doesNotContain("no longer");
        String one = text + "aws: { environments: { prod: {} } }\n";
        file(one);

        Said said = render();
        Said again = render();

        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).contains("no longer rendered", "argocd/dev/ap-south-2.yaml", "more");
        assertThat(again.out()).isEqualTo(said.out());
        assertThat(output().resolve("argocd/dev/ap-south-2.yaml")).exists();
    }

    @Test
    void twoApplicationsDoNotShareAFolder() throws Exception {
        file("application: a\n" + REGIONS + "services: { d: { run: x } }\n");
        assertThat(render().exit()).isZero();
        List<String> before = Files.readAllLines(output().resolve("cost.md"));
        file("application: other\n" + REGIONS + "services: { d: { run: x } }\n");

        Said said = render("--overwrite");

        assertThat(said.exit()).isEqualTo(Exit.USAGE);
        assertThat(said.err()).contains("a was rendered there", RenderedFolder.LIST + ":1");
        assertThat(Files.readAllLines(output().resolve("cost.md"))).isEqualTo(before);
        assertThat(output().resolve("helm/other")).doesNotExist();
    }

    @Test
    void whatStandsInTheWayIsTold() throws Exception {
        file("application: a\n" + REGIONS + "services: { d: { run: x } }\n");
        mine("terraform");

        Said said = render();

        assertThat(said.exit()).isEqualTo(Exit.USAGE);
        assertThat(said.err())
                .contains(output().resolve("terraform") + " is no folder", "Move ", "files were");
        Files.delete(output().resolve("terraform"));
        assertThat(render().exit()).as("nothing of the first try is in the way").isZero();
        assertThat(Said.by("render", "aws", "-f", folder.toString(), "-o", "").err())
                .contains("-o is \"\"");
    }

    /// As after a full disk: half of them are of the new rendering, and no list says so yet.
    @Test
    void aRenderingThatWasCutOffIsContinued() throws Exception {
        String text = "application: a\n" + REGIONS + "services: { d: { run: x } }\n";
        file(text);
        assertThat(render().exit()).isZero();
        file(text + "domain: other.example.com\n");
        Path inTheWay = output().resolve("terraform/live/prod/global/edge/main.tf");
        Files.delete(inTheWay);
        Files.createDirectories(inTheWay.resolve("full"));
        Said cut = render();
        file(text + "domain: third.example.com\n");
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);

        Said said = render();

        assertThat(cut.exit()).isEqualTo(Exit.USAGE);
        assertThat(cut.err()).contains("Move the folder " + inTheWay);
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(inTheWay).content().contains("third.example.com");
    }

    private Said render(String... more) {
        String[] all = {"render", "aws", "-f", folder.toString(), "-o", output().toString()};
        String[] arguments = java.util.Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, arguments, all.length, more.length);
        return Said.by(arguments);
    }

    private Path output() {
        return folder.resolve("out");
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve("twinkeel.yaml"), text);
    }

    private void mine(String name) throws IOException {
        Files.createDirectories(output());
        Files.writeString(output().resolve(name), "mine\n");
    }
}
