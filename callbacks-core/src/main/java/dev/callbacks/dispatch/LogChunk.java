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
 * A piece of a log. Links lead forward only, so a piece is released when its last reader
 * has left it.
 */
final class LogChunk {

	static final int FIRST_SIZE = 4;

	static final int SIZE = 32;

	final Object[] slots;

	@Nullable LogChunk next;

	LogChunk(int size) {
		this.slots = new Object[size];
	}

}
