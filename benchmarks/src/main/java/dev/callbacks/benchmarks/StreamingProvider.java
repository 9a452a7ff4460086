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
package dev.callbacks.benchmarks;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;

/**
 * A provider that streams what it is given, whatever it is asked.
 *
 * @param tokens what it streams
 */
record StreamingProvider(Flux<ChatChunk> tokens) implements ChatProvider {

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return this.tokens;
	}

	@Override
	public String name() {
		return "streaming";
	}

}
