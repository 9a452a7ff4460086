// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;
import org.springframework.util.ClassUtils;

/**
 * The loop of upstream that calls tools. It hands the subscriber's context to the thread
 * that it calls them on, by a class that is not part of its interface.
 */
final class ToolLoop {

	private static final boolean TELLS = ClassUtils.isPresent(
			"org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder",
			ToolLoop.class.getClassLoader());

	private ToolLoop() {
	}

	/**
	 * The run of the caller: in the subscriber's context if it streams, else on its
	 * thread.
	 */
	static @Nullable Run callersRun() {
		Run run = TELLS ? ContextOfLoop.run() : null;
		return (run != null) ? run : Run.find().orElse(null);
	}

	/** Apart, so that nothing is missed where the class is missing. */
	private static final class ContextOfLoop {

		private static @Nullable Run run() {
			return CurrentRun.in(ToolCallReactiveContextHolder.getContext());
		}

	}

}
