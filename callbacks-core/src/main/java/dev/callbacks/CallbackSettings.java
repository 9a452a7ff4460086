// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a handler wants to be called, said on its class. What is not set is left to
 * {@link Handler#settings()}, to the application's configuration, and to the defaults.
 *
 * @since 0.1.0
 * @see HandlerSettings
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CallbackSettings {

	/**
	 * How many tokens of a run may be unfinished before the run waits; 0 for the default.
	 * @return the window
	 */
	int window() default 0;

	/**
	 * How long one call of the handler may last, as an ISO-8601 duration such as
	 * {@code PT5S}; empty for the default.
	 * @return the timeout
	 */
	String timeout() default "";

	/**
	 * Whether a failure of the handler fails the run.
	 * @return whether it does
	 */
	boolean raiseError() default false;

	/**
	 * Whether the handler is called on the emitting thread, before all others.
	 * @return whether it is
	 */
	boolean inline() default false;

	/**
	 * Whether the handler is never entered by two threads at once, across all runs.
	 * @return whether it is
	 */
	boolean serialized() default false;

	/**
	 * How many threads may be in the handler at once, across all runs; 0 for the default.
	 * @return the concurrency
	 */
	int concurrency() default 0;

	/**
	 * What happens to a token when the window is full.
	 * @return the policy
	 */
	OnFull onFull() default OnFull.PUSH_BACK;

	/**
	 * Whether calls that want one whole answer are streamed for this handler's sake.
	 * @return whether they are
	 */
	boolean demandsStreaming() default false;

	/**
	 * The groups of events that the handler does not want.
	 * @return the groups
	 */
	EventGroup[] ignore() default {};

}
