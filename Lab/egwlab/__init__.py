"""A real OVN on one machine, shaped like a Kube-OVN VPC with egress gateways."""
