"""What the interoperability tests and the benchmarks are made of: wires, speakers, records."""
