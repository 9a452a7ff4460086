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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Times that something took, of which percentiles are wanted. Keeps the first ones, as
 * many as it has room for. Safe for use by several threads.
 */
final class Lags {

	private final long[] nanos = new long[1 << 19];

	private final AtomicInteger size = new AtomicInteger();

	void add(long nanos) {
		int at = this.size.getAndIncrement();
		if (at < this.nanos.length) {
			this.nanos[at] = nanos;
		}
	}

	/**
	 * How long nearly all took at most, in microseconds.
	 * @param percent how many of a hundred
	 */
	double micros(int percent) {
		long[] sorted = Arrays.copyOf(this.nanos, Math.min(this.size.get(), this.nanos.length));
		Arrays.sort(sorted);
		return (sorted.length == 0) ? 0 : sorted[(int) ((sorted.length - 1) * (long) percent / 100)] / 1e3;
	}

}
