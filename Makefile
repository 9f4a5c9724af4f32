# The front door. `make demo` shows it, `make test` proves it; the rest are their parts.
#
# Packages are installed by .ci/deps, which wants root; so does the lab, for its namespaces.

SHELL := /bin/bash
STAGE := .ci/stage
SCRIPTS := .ci/deps .ci/run .ci/stage .ci/swift-test Tests/Fuzz/run
PYTHON := Lab Tests/EndToEnd

.PHONY: help demo test build release deps format lint clean

help:
	@echo 'make demo     a VPC on a real OVN, two gateways, and what happens when one goes'
	@echo 'make test     everything a change has to pass'
	@echo 'make build    debug build with tests      make release  the programs, in .build/release'
	@echo 'make format   format the Swift sources    make lint     check the format, check the scripts'
	@echo 'make deps     install what is missing     make clean    remove what was built'

demo:
	@.ci/deps build lab
	@$(MAKE) --no-print-directory release
	@Lab/lab demo

test:
	@rm -f .build/stages
	@$(STAGE) 'packages' .ci/deps build lab test
	@$(STAGE) 'format and scripts' $(MAKE) --no-print-directory lint
	@$(STAGE) 'build, warnings as errors' $(MAKE) --no-print-directory build
	@REQUIRE_NAMESPACES=1 $(STAGE) 'swift tests' .ci/swift-test
	@$(STAGE) 'fuzzing' Tests/Fuzz/run 10
	@$(STAGE) 'release build' $(MAKE) --no-print-directory release
	@$(STAGE) 'end to end' /usr/bin/python3 -B -m pytest -p no:cacheprovider --durations=8 Tests/EndToEnd
	@$(STAGE) --summary

build:
	swift build --build-tests --explicit-target-dependency-import-check error

release:
	set -e; for program in bfdd bfdd-control gateway-init gateway-probe; do \
	    swift build -c release --static-swift-stdlib --product $$program; done

deps:
	@.ci/deps build lab test

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	shellcheck $(SCRIPTS)
	pyflakes3 $(PYTHON) Lab/lab

clean:
	rm -rf .build
