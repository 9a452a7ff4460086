// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

/**
 * What a step does with its input; it may block, and throw what it likes.
 *
 * @param <I> the input
 * @param <O> the output
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepFunction<I, O> {

	/**
	 * Does the work.
	 * @param input the input
	 * @return the output
	 * @throws Exception if it failed
	 */
	O apply(I input) throws Exception;

}
