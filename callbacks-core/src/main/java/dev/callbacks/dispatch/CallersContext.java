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
package dev.callbacks.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * The context of a run's caller: captured once, when the inline handlers have finished
 * the start, and restored wherever handlers work.
 * <p>
 * A run that goes on where another one ended, on whichever thread that was, is opened on
 * a thread that carries nothing. Its caller's context is that of the run above.
 */
final class CallersContext {

	private final @Nullable Object carrier;

	/** The thread that carries the context as long as the call lasts, or {@code null}. */
	private final @Nullable Thread home;

	/** The context of the run above, or {@code null}. */
	private final @Nullable CallersContext above;

	/** Written by the appender before the first event is published. */
	private volatile @Nullable RunContext captured;

	/**
	 * The context of the thread that opens a run.
	 * @param carrier what carries further values, or {@code null}
	 * @param home the thread that waits for the run meanwhile, or {@code null}
	 * @param above the context of the run above, or {@code null}
	 */
	CallersContext(@Nullable Object carrier, @Nullable Thread home, @Nullable CallersContext above) {
		this.carrier = carrier;
		this.home = home;
		this.above = above;
	}

	void captureOnce() {
		if (this.captured == null) {
			RunContext own = RunContext.capture();
			RunContext inherited = (this.above != null && own.isEmpty()) ? this.above.captured : null;
			this.captured = (inherited != null) ? inherited : own;
		}
	}

	/**
	 * Restores the context on this thread, unless it carries it already. Before it is
	 * captured, that is all but what the caller handed over otherwise.
	 */
	RunContext.@Nullable Scope open() {
		RunContext context = this.captured;
		if (context == null) {
			context = (this.carrier != null) ? RunContext.captureUnder(this.carrier) : null;
		}
		return (context == null || this.home == Thread.currentThread()) ? null : context.open();
	}

}
