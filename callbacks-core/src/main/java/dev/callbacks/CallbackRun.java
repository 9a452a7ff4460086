// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.callbacks.event.RunKind;

/**
 * Opens a run for each call of a method of a Spring bean. The arguments are its inputs,
 * the returned value is its output, and runs opened inside are its children. For a
 * {@link java.util.concurrent.CompletionStage} or a reactive type the run ends with the
 * stage or stream, and each subscription is a run. Any other method is a blocking call.
 * <p>
 * As always with proxies, a call that a bean makes to itself opens no run.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface CallbackRun {

	/**
	 * The kind of the runs: any kind but a model's.
	 * @return the kind
	 */
	RunKind kind() default RunKind.CHAIN;

	/**
	 * The name of the runs; if it is empty, the name of the method.
	 * @return the name
	 */
	String name() default "";

	/**
	 * The description of a tool, for handlers.
	 * @return the description
	 */
	String description() default "";

	/**
	 * The tags of the runs and of all runs below them.
	 * @return the tags
	 */
	String[] tags() default {};

}
