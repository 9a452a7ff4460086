// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

/**
 * The function of a step. It may block, and throw any exception.
 *
 * @param <I> the type of the input
 * @param <O> the type of the output
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepFunction<I, O> {

	/**
	 * Computes the output.
	 * @param input the input
	 * @return the output
	 * @throws Exception if the function fails
	 */
	O apply(I input) throws Exception;

}
