package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.inline;
import static dev.twinkeel.aws.terraform.Hcl.json;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Every expected text is what `terraform fmt` leaves as it is.
final class HclTest {
    @Test
    void alignsNeighboursThatStandOnOneLine() {
        var file = new Hcl();
        file.block("module", "network")
                .set("source", "../network")
                .gap()
                .set("a", 1)
                .set("longer", true)
                .set("tags", map("x", 1, "long-key", expression("local.y"), "odd key", "z"))
                .set("after", List.of("one", "two"));
        assertThat(file.text())
                .isEqualTo(
                        """
                        module "network" {
                          source = "../network"

                          a      = 1
                          longer = true
                          tags = {
                            x         = 1
                            long-key  = local.y
                            "odd key" = "z"
                          }
                          after = ["one", "two"]
                        }
                        """);
    }

    @Test
    void separatesBlocksAndLeavesAnEmptyOneOnItsLine() {
        var file = new Hcl();
        file.block("data", "aws_caller_identity", "current");
        Hcl block = file.comment("why").block("resource", "aws_x", "y").set("a", "b");
        block.block("inner").set("c", "d");
        block.block("inner").set("e", "f");
        block.set("last", 1);
        assertThat(file.text())
                .isEqualTo(
                        """
                        data "aws_caller_identity" "current" {}

                        # why
                        resource "aws_x" "y" {
                          a = "b"

                          inner {
                            c = "d"
                          }

                          inner {
                            e = "f"
                          }

                          last = 1
                        }
                        """);
    }

    @Test
    void writesPoliciesAsTheyAreRead() {
        var file = new Hcl();
        file.set(
                "policy",
                json(
                        map(
                                "Version",
                                "2012-10-17",
                                "Statement",
                                List.of(
                                        map(
                                                "Effect",
                                                "Allow",
                                                "Action",
                                                List.of("s3:GetObject"))))));
        file.set("one", inline("from", "a", "port", 443));
        assertThat(file.text())
                .isEqualTo(
                        """
                        policy = jsonencode({
                          Version = "2012-10-17"
                          Statement = [
                            {
                              Effect = "Allow"
                              Action = ["s3:GetObject"]
                            },
                          ]
                        })
                        one = { from = "a", port = 443 }
                        """);
    }

    @Test
    void escapesWhatTerraformWouldFillIn() {
        var file = new Hcl();
        file.set("plain", "${x} \"quoted\" back\\slash\n").set("filled", template("a-${x}"));
        assertThat(file.text())
                .isEqualTo(
                        """
                        plain  = "$${x} \\"quoted\\" back\\\\slash\\n"
                        filled = "a-${x}"
                        """);
    }
}
