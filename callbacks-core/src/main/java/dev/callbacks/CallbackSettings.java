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
 * The settings of a handler, on its class. An attribute at its default value is not set.
 * {@link Handler#settings()} and the application's configuration override them.
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
	 * The tokens of a run that may be unfinished before the run waits; 0 for the default.
	 * @return the window
	 */
	int window() default 0;

	/**
	 * The longest time of one call of the handler as an ISO-8601 duration, such as
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
	 * The threads that may be in the handler at once, across all runs; 0 for the default.
	 * @return the concurrency
	 */
	int concurrency() default 0;

	/**
	 * The policy for a token that finds the window full.
	 * @return the policy
	 */
	OnFull onFull() default OnFull.PUSH_BACK;

	/**
	 * Whether a call for one whole answer is streamed, to give this handler tokens.
	 * @return whether it is
	 */
	boolean demandsStreaming() default false;

	/**
	 * The groups of events that the handler does not want.
	 * @return the groups
	 */
	EventGroup[] ignore() default {};

	/**
	 * The instances whose events the handler gets.
	 * @return the source
	 */
	EventSource source() default EventSource.LOCAL;

}
