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

import java.util.List;
import java.util.stream.Collectors;

import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmStart;

/**
 * Writes a conversation as one prompt, a line per message.
 */
final class Prompts {

	private Prompts() {
	}

	static LlmStart of(ChatModelStart start) {
		String prompt = start.messages()
			.stream()
			.map((message) -> message.role().label() + ": " + message.text())
			.collect(Collectors.joining("\n"));
		return new LlmStart(start.run(), start.sequence(), List.of(prompt), start.parameters());
	}

}
