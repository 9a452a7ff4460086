// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.Run;
import dev.callbacks.RunStateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the library tries again, as events of the run in which it does. Safe for use by
 * several threads.
 */
final class Retries {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private static final Map<Run, Map<String, Integer>> ATTEMPTS = Collections.synchronizedMap(new WeakHashMap<>());

	private Retries() {
	}

	/**
	 * Tells that something is tried again at once.
	 * @param run the run in which it is
	 * @param name what it is
	 * @param failure why the last attempt failed
	 */
	static void tell(@Nullable Run run, String name, Throwable failure) {
		if (run == null) {
			return;
		}
		int attempt = 1
				+ ATTEMPTS.computeIfAbsent(run, (key) -> new ConcurrentHashMap<>()).merge(name, 1, Integer::sum);
		try {
			Waiting.until(run.emitRetry(attempt, Duration.ZERO, failure));
		}
		catch (RunStateException ex) {
			logger.debug("The run in which {} is tried again is over", name);
		}
	}

}
