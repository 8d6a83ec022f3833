package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ValidatorTest {
    @Test
    void findsNothingWrongWithAGoodConfiguration() {
        assertThat(Validator.check(Samples.files())).isEmpty();
    }

    @Test
    void saysWhereWhatAndWhatInstead() {
        Problem problem =
                only(
                        """
                        resource "aws_sqs_queue" "this" {
                          nam = "orders"
                        }
                        """);

        assertThat(problem.file()).isEqualTo("main.tf");
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(3);
        assertThat(problem.path()).isEqualTo("aws_sqs_queue.this");
        assertThat(problem.value()).isEqualTo("nam");
        assertThat(problem.nearest()).isEqualTo(Optional.of("name"));
        assertThat(problem.expected()).contains("content_based_deduplication");
    }

    @Test
    void tellsTheTypeThatDoesNotExist() {
        Problem problem = only("resource \"aws_sqs_que\" \"this\" {\n}\n");

        assertThat(problem.toString())
                .contains("main.tf:1:1", "hashicorp/aws 6.66.0", "did you mean \"aws_sqs_queue\"?");
    }

    @Test
    void readsWhyATextMakesNoSense() {
        assertThat(only("locals {\n  a = [1, 2\n}\n").line()).isEqualTo(2);
        assertThat(only("locals {\n  a = \"b\n}\n").fault()).contains("does not end");
        assertThat(only("locals {\n  a = <<-EOT\n    b\n}\n").fault()).contains("only EOT");
        assertThat(only("locals {\n  a =\n}\n").fault()).contains("missing");
    }

    @Test
    void findsACircleThroughAModule() {
        List<Problem> problems =
                Validator.check(
                        Map.of(
                                "main.tf",
                                """
                                module "a" {
                                  source = "./m"
                                  in     = module.a.out
                                }
                                """,
                                "m/main.tf",
                                """
                                variable "in" {
                                  type = string
                                }

                                output "out" {
                                  value = upper(var.in)
                                }
                                """));

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().fault()).contains("waits for itself");
    }

    @Test
    void findsTheModuleInputOfAnotherType() {
        List<Problem> problems =
                Validator.check(
                        Map.of(
                                "main.tf",
                                """
                                module "a" {
                                  source = "./m"
                                  zones  = { first = "ap-south-1a" }
                                }
                                """,
                                "m/main.tf",
                                """
                                variable "zones" {
                                  type = list(string)
                                }
                                """));

        assertThat(problems)
                .extracting(Problem::fault)
                .containsExactly("a object stands where a list(string) is wanted");
    }

    @Test
    void toleratesInTryWhatMayBeMissing() {
        assertThat(
                        Validator.check(
                                Map.of(
                                        "main.tf",
                                        """
                                        locals {
                                          a = { b = 1 }
                                          c = try(local.a.d, 2)
                                        }
                                        """)))
                .isEmpty();
    }

    /// A network of three tiers over three zones, as a module that a root calls.
    private static List<Problem> network(String cidr, String second) {
        return Validator.check(
                Map.of(
                        "main.tf",
                        """
                        module "network" {
                          source = "./m"
                          cidr   = "%s"
                        }
                        """
                                .formatted(cidr),
                        "m/main.tf",
                        """
                        variable "cidr" {
                          type = string
                        }

                        data "aws_availability_zones" "all" {}

                        locals {
                          zones  = slice(data.aws_availability_zones.all.names, 0, 3)
                          first  = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 3, index) }
                          second = { for index, zone in local.zones : zone => %s }
                        }

                        resource "aws_vpc" "this" {
                          cidr_block = var.cidr
                        }

                        resource "aws_subnet" "first" {
                          for_each   = local.first
                          vpc_id     = aws_vpc.this.id
                          cidr_block = each.value
                        }

                        resource "aws_subnet" "second" {
                          for_each   = local.second
                          vpc_id     = aws_vpc.this.id
                          cidr_block = each.value
                        }
                        """
                                .formatted(second)));
    }

    @Test
    void computesTheRangesOfSubnetsThroughTheCallOfTheirModule() {
        assertThat(network("10.32.0.0/16", "cidrsubnet(var.cidr, 6, 48 + index)")).isEmpty();
        assertThat(network("10.32.0.0/16", "cidrsubnet(var.cidr, 6, 4 + index)"))
                .extracting(Problem::fault)
                .contains("it overlaps the subnet 10.32.0.0/19");
        assertThat(network("10.32.0.0/16", "cidrsubnet(var.cidr, 2, 2 + index)"))
                .extracting(Problem::fault)
                .contains("2 bits count from 0 to 3");
        assertThat(network("10.32.0.0/28", "cidrsubnet(var.cidr, 6, 48 + index)"))
                .extracting(Problem::fault)
                .contains("10.32.0.0/28 has no room for 6 bits more");
        assertThat(network("10.32.0.0/16", "cidrsubnet(\"10.33.0.0/16\", 6, 48 + index)"))
                .extracting(Problem::fault)
                .contains("it lies outside the network's 10.32.0.0/16");
    }

    @Test
    void takesNoNameForARegion() {
        assertThat(
                        Validator.check(
                                Map.of(
                                        "main.tf",
                                        """
                                        locals {
                                          a = "many-prod-service-1"
                                          b = "us-shop-web-2"
                                        }
                                        """)))
                .isEmpty();
    }

    private static Problem only(String text) {
        List<Problem> problems = Validator.check(Map.of("main.tf", text));
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }
}
