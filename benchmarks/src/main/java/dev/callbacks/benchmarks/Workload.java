/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.benchmarks;

import java.util.Set;

/**
 * Tokens that are brought to handlers, a fixed number in each round.
 */
interface Workload extends AutoCloseable {

	/** The number of tokens in a round, whatever the number of runs, unless said. */
	int TOKENS = 200_000;

	/**
	 * Brings all tokens of a round to their handlers and waits until they were handled.
	 * @throws InterruptedException if the wait is interrupted
	 */
	void round() throws InterruptedException;

	@Override
	void close();

	static Workload of(Case measured, int tokens) {
		Load load = new Load(measured.handlers(), measured.runs(), measured.window(), measured.virtual());
		return Set.of("flux", "observed", "stream").contains(measured.subject())
				? new StreamWorkload(measured.subject(), load, tokens)
				: new DispatchWorkload(Subject.of(measured.subject(), load), load, tokens);
	}

}
