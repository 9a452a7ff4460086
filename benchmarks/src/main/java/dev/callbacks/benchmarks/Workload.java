// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Set;

/**
 * A workload of tokens for handlers, a fixed number in each round.
 */
interface Workload extends AutoCloseable {

	/** The default number of tokens in a round, of all runs together. */
	int TOKENS = 200_000;

	/** The names of the workloads of whole streams; all others are subjects. */
	Set<String> STREAMS = Set.of("flux", "observed", "stream");

	/**
	 * Brings all tokens of a round to their handlers and waits until they were handled.
	 * @throws InterruptedException if the wait is interrupted
	 */
	void round() throws InterruptedException;

	@Override
	void close();

	static Workload of(Case measured, int tokens) {
		Load load = new Load(measured.handlers(), measured.runs(), measured.window(), measured.virtual());
		return STREAMS.contains(measured.subject()) ? new StreamWorkload(measured.subject(), load, tokens)
				: new DispatchWorkload(Subject.of(measured.subject(), load), load, tokens);
	}

}
