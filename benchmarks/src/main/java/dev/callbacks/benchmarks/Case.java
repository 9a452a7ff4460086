// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.List;

/**
 * The case that a fork measures.
 *
 * @param subject the name of the subject
 * @param handlers the handlers: digits and kinds, as in {@code 1B1A}
 * @param runs the number of open runs
 * @param window the number of tokens that a handler may be behind
 * @param virtual whether handlers run on virtual threads
 */
record Case(String subject, String handlers, int runs, int window, boolean virtual) {

	static Case of(String subject, String handlers, int runs) {
		return new Case(subject, handlers, runs, 256, false);
	}

	static Case parse(List<String> arguments) {
		return new Case(arguments.get(0), arguments.get(1), Integer.parseInt(arguments.get(2)),
				Integer.parseInt(arguments.get(3)), Boolean.parseBoolean(arguments.get(4)));
	}

	List<String> arguments() {
		return List.of(this.subject, this.handlers, "" + this.runs, "" + this.window, "" + this.virtual);
	}

}
