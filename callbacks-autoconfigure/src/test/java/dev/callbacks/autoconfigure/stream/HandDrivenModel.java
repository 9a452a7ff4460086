// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A model that says what a test tells it to, a conversation for each question.
 */
final class HandDrivenModel implements ChatProvider {

	private final Map<String, Sinks.Many<ChatChunk>> answers = new ConcurrentHashMap<>();

	final AtomicInteger asked = new AtomicInteger();

	final AtomicInteger cancelled = new AtomicInteger();

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		List<ChatMessage> messages = request.messages();
		return Flux.defer(() -> {
			this.asked.incrementAndGet();
			return answer(messages.get(messages.size() - 1).text()).asFlux()
				.doOnCancel(this.cancelled::incrementAndGet);
		});
	}

	@Override
	public String name() {
		return "model";
	}

	void say(String question, String... tokens) {
		for (String token : tokens) {
			answer(question).emitNext(ChatChunk.of(token), Sinks.EmitFailureHandler.FAIL_FAST);
		}
	}

	void end(String question) {
		answer(question).emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
	}

	void fail(String question, Throwable failure) {
		answer(question).emitError(failure, Sinks.EmitFailureHandler.FAIL_FAST);
	}

	private Sinks.Many<ChatChunk> answer(String question) {
		return this.answers.computeIfAbsent(question, (asked) -> Sinks.many().replay().all());
	}

}
