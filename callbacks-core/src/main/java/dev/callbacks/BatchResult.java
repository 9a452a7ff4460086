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

import org.jspecify.annotations.Nullable;

/**
 * How one item of a batch came out: its value, or its failure.
 *
 * @param <T> the type of the value
 * @param value the value; {@code null} also if the item failed
 * @param failure why it failed, or {@code null} if it did not
 * @since 0.1.0
 */
public record BatchResult<T>(@Nullable T value, @Nullable Throwable failure) {

	/**
	 * Whether the item came to its end.
	 * @return whether it did
	 */
	public boolean isSuccess() {
		return this.failure == null;
	}

	@Override
	public String toString() {
		return "BatchResult[" + ((this.failure != null) ? this.failure.getClass().getName() : "success") + "]";
	}

}
