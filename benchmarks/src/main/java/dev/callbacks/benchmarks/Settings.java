// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The extent of a measurement.
 *
 * @param quick whether tables are reduced
 * @param minForks the least number of forks of each subject
 * @param maxForks the largest number of forks, while their figures are far apart
 * @param warmUp milliseconds of warming up in a fork
 * @param measured milliseconds of measuring in a fork
 */
record Settings(boolean quick, int minForks, int maxForks, int warmUp, int measured) {

	/**
	 * The time after which a quick run takes only the least number of forks.
	 */
	private static final long PATIENCE = TimeUnit.MINUTES.toNanos(10);

	private static final long BEGIN = System.nanoTime();

	private static final String FORKS = "--forks=";

	boolean hasTimeForMore() {
		return !this.quick || System.nanoTime() - BEGIN < PATIENCE;
	}

	static Settings parse(List<String> arguments) {
		Settings settings = arguments.contains("--quick") ? new Settings(true, 3, 5, 1_000, 500)
				: new Settings(false, 10, 10, 3_000, 2_000);
		for (String argument : arguments) {
			if (argument.startsWith(FORKS)) {
				int forks = Integer.parseInt(argument.substring(FORKS.length()));
				return new Settings(settings.quick, forks, forks, settings.warmUp, settings.measured);
			}
		}
		return settings;
	}

}
