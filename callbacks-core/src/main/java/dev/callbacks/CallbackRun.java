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
 * Makes each call of a method of a Spring bean a run, with its arguments as the inputs
 * and what it returns as the output. What is called inside is its child. A method that
 * returns a {@link java.util.concurrent.CompletionStage} or a reactive type is awaited:
 * its run ends with the stage or stream, and a stream is a run for each subscription. Any
 * other method is a blocking call.
 * <p>
 * As always with proxies, calls of a bean to itself are no runs.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface CallbackRun {

	/**
	 * What the calls are runs of: anything but a model.
	 * @return the kind
	 */
	RunKind kind() default RunKind.CHAIN;

	/**
	 * What the runs are called; the name of the method if it is empty.
	 * @return the name
	 */
	String name() default "";

	/**
	 * What a tool does.
	 * @return the description
	 */
	String description() default "";

	/**
	 * Tags for the runs and all below them.
	 * @return the tags
	 */
	String[] tags() default {};

}
