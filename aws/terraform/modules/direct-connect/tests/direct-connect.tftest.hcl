mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  transit_gateway_id = "tgw-1"
  allowed_prefixes   = ["10.32.0.0/16"]
  circuits = {
    one = { connection_id = "dxcon-1", vlan = 101, bgp_asn = 65101 }
    two = { connection_id = "dxcon-2", vlan = 102, bgp_asn = 65101 }
  }
}

run "each_circuit_has_its_interface" {
  command = plan

  assert {
    condition     = length(aws_dx_transit_virtual_interface.this) == 2
    error_message = "Each circuit needs its virtual interface."
  }
}

run "a_single_circuit_is_refused" {
  command = plan

  variables {
    circuits = { one = { connection_id = "dxcon-1", vlan = 101, bgp_asn = 65101 } }
  }

  expect_failures = [var.circuits]
}
