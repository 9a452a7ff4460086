// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * A row in a table of ratios: the same load for all subjects.
 *
 * @param handlers the handlers
 * @param runs the number of open runs
 * @param target the wanted ratios, in the order of the peers
 */
record Point(String handlers, int runs, String target) {

	List<Case> cases(int window, boolean virtual, List<String> subjects) {
		return subjects.stream()
			.map((subject) -> new Case(subject, this.handlers, this.runs, window, virtual))
			.toList();
	}

	String name() {
		return this.handlers + ", " + this.runs + ((this.runs == 1) ? " run" : " runs");
	}

	static List<Point> of(String handlers, String target, int... runs) {
		return Arrays.stream(runs).mapToObj((count) -> new Point(handlers, count, target)).toList();
	}

}
