// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A call of the same run with another result.
 */
final class MappedCall<T extends @Nullable Object, R extends @Nullable Object> extends OpenCall<R> {

	private final OpenCall<T> call;

	private final Function<? super T, ? extends R> mapping;

	MappedCall(OpenCall<T> call, Function<? super T, ? extends R> mapping) {
		super(call.manager());
		this.call = call;
		this.mapping = mapping;
	}

	@Override
	public Run run() {
		return this.call.run();
	}

	@Override
	protected void start() {
		this.call.start();
	}

	@Override
	protected Throwable failureOf(Throwable failure) {
		return this.call.failureOf(failure);
	}

	@Override
	protected R resultOf(@Nullable Object result) {
		return this.mapping.apply(this.call.resultOf(result));
	}

}
