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
