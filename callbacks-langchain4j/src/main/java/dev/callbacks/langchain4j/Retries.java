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
import dev.callbacks.call.Failures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that the library makes after the first, as events of the runs in which it
 * makes them.
 */
final class Retries {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private static final Map<Run, Map<String, Integer>> ATTEMPTS = Collections.synchronizedMap(new WeakHashMap<>());

	private Retries() {
	}

	/**
	 * Reports that something is tried again at once.
	 * @param run the run in which it is tried, or {@code null}
	 * @param name the name of what is tried
	 * @param failure the failure of the last attempt
	 */
	static void report(@Nullable Run run, String name, Throwable failure) {
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
		catch (Throwable ex) {
			Failures.isolate(logger, "Handlers could not be told of what is tried again", ex);
		}
	}

}
