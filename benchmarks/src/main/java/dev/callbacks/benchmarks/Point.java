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

import java.util.Arrays;
import java.util.List;

/**
 * A line of a table of ratios: the same load for all subjects.
 *
 * @param handlers the handlers
 * @param runs the number of open runs
 * @param target the ratios that are aimed at, in the order of the peers
 */
record Point(String handlers, int runs, String target) {

	List<Case> cases(int window, boolean virtual, List<String> subjects) {
		return subjects.stream()
			.map((subject) -> new Case(subject, this.handlers, this.runs, window, virtual))
			.toList();
	}

	static List<Point> of(String handlers, String target, int... runs) {
		return Arrays.stream(runs).mapToObj((count) -> new Point(handlers, count, target)).toList();
	}

}
