// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import dev.callbacks.message.ChatChunk;

/**
 * A way to bring tokens of many runs to handlers.
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
			default -> throw new IllegalArgumentException("The subject '" + name + "' is unknown");
		};
	}

}
