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
package dev.callbacks.wire;

import java.util.function.Consumer;

/**
 * A model as its user calls it, by the user's own library.
 */
interface UserModel {

	/**
	 * Asks for a whole answer.
	 */
	String call(String question);

	/**
	 * Asks for an answer in pieces, which are handed over one by one; returns when the
	 * stream has ended, and throws what it failed with.
	 * @param limit after how many pieces the stream is closed
	 */
	void stream(String question, int limit, Consumer<String> pieces);

}
