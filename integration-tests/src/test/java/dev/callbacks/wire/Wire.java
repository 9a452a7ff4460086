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

import java.util.List;

/**
 * A protocol that models are spoken to with.
 */
interface Wire {

	/**
	 * How an answer is streamed: frames that are sent one after the other.
	 */
	List<String> begin();

	String token(String text);

	List<String> calls(List<Script.Call> calls);

	List<String> end(Script script);

	String error();

	String malformed();

	/**
	 * An answer in one piece.
	 */
	String whole(Script script);

	String failure(int status);

	/** What each answer costs. */
	int INPUT_TOKENS = 7;

	static int outputTokens(Script script) {
		return Math.max(1, script.tokens().size());
	}

	static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
