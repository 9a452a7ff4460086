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

import dev.callbacks.message.ChatChunk;

/**
 * One way to bring tokens of many runs to handlers.
 */
interface Subject extends AutoCloseable {

	/**
	 * Brings a token of a run to its handlers, now or later. Called by one thread.
	 */
	void emit(int run, ChatChunk chunk);

	@Override
	void close();

	static Subject of(String name, Load load) {
		return switch (name) {
			case "callbacks" -> new CallbacksSubject(load, false, 0);
			case "callbacks-metered" -> new CallbacksSubject(load, true, 0);
			case "callbacks-contexts" -> new CallbacksSubject(load, false, 3);
			case "inline-call" -> new InlineCallSubject(load, false);
			case "inline-call-clock" -> new InlineCallSubject(load, true);
			case "submission-publisher" -> new SubmissionPublisherSubject(load);
			case "bare-log" -> new BareLogSubject(load);
			case "executor-hop" -> new ExecutorHopSubject(load);
			case "multicaster" -> new MulticasterSubject(load);
			case "async-listener" -> new AsyncListenerSubject(load);
			case "publish-on" -> new PublishOnSubject(load);
			case "langchain4j" -> new LangChain4jSubject(load);
			default -> throw new IllegalArgumentException(name);
		};
	}

}
