// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

/**
 * The dispatch of tokens to handlers: one thread emits flat out, the runs in turn, and
 * waits at the end until every handler has had every token.
 *
 * @param subject the subject
 * @param load the load
 * @param tokens the number of tokens in a round
 */
record DispatchWorkload(Subject subject, Load load, int tokens) implements Workload {

	@Override
	public void round() {
		this.load.expectLastOfEveryRun();
		int rounds = this.tokens / this.load.runs;
		for (int round = 1; round < rounds; round++) {
			for (int run = 0; run < this.load.runs; run++) {
				this.subject.emit(run, Load.TOKEN);
			}
		}
		for (int run = 0; run < this.load.runs; run++) {
			this.subject.emit(run, Load.LAST);
		}
		this.load.awaitLastOfEveryRun();
	}

	@Override
	public void close() {
		this.subject.close();
	}

}
