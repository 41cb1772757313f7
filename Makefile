# Two commands matter: `make demo` and `make test`. Each prepares the machine first; a second run starts in seconds.
# ARGS is handed on, e.g. `make demo ARGS="--serve"`.

SHELL := /bin/bash
# rustup puts Rust here, and only new login shells know.
export PATH := $(HOME)/.cargo/bin:$(PATH)
ARGS ?=
# Whole applications of the load run in `make bench`; 1000 take a quarter of an hour, 20 show that it works.
SESSIONS ?= 1000

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench bench-peers accuracy train-mrz train-digits

help: ## Show the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## Install what is missing (Debian, Ubuntu), fetch the models and build the pages
	@scripts/prepare

demo: ## Build, start the service, and play the main job's stories against it
	@scripts/prepare cargo build --release --locked
	@target/release/ahlan demo $(ARGS)

test: setup ## Every check: format, lints, tests on both databases, docs, dependencies
	@scripts/test

bench: setup ## Measure the hot paths, then whole applications against their floor (SESSIONS=1000)
	cargo bench --locked --bench pure -- $(ARGS)
	cargo bench --locked --bench load -- --sessions $(SESSIONS)

bench-peers: setup ## Read zones and compare faces beside the peers (ARGS="--documents FOLDER --faces FOLDER")
	cargo build --release --locked
	@scripts/bench-peers $(ARGS)

accuracy: setup ## Measure documents and faces, beside the peers too, and write docs/accuracy.md (two hours)
	cargo build --release --locked
	@scripts/accuracy $(ARGS)

train-mrz: setup ## Train the recogniser of machine-readable zones anew (half an hour on two cores, 6 GB of disk)
	@scripts/train-mrz $(ARGS)

train-digits: setup ## Train the recogniser of digits anew (a quarter of an hour, 6 GB of disk)
	@scripts/train-digits $(ARGS)
