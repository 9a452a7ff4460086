// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.message.Usage;
import reactor.core.publisher.Flux;

/**
 * A provider with an answer for each call, scripted by a test, which keeps its requests.
 * A call without an answer fails with an {@link AssertionError}. The test drives an
 * answer {@link #byHand()} chunk by chunk. <pre>{@code
 * ScriptedProvider provider = new ScriptedProvider().thenTokens("Why", "?").thenFail(new IOException());
 * CallbackChatModel model = new CallbackChatModel(manager, provider);
 * }</pre>
 * <p>
 * <b>Thread-safety</b>: any number of threads may call it; the order of their answers is
 * then open.
 *
 * @since 0.1.0
 */
public final class ScriptedProvider implements ChatProvider {

	private final Queue<Flux<ChatChunk>> answers = new ConcurrentLinkedQueue<>();

	private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger cancelled = new AtomicInteger();

	/**
	 * Adds an answer of tokens.
	 * @param tokens the tokens
	 * @return this provider
	 */
	public ScriptedProvider thenTokens(String... tokens) {
		return then(Flux.fromIterable(chunks(tokens)).concatWithValues(ChatChunk.closing()));
	}

	/**
	 * Adds an answer of tokens with their usage.
	 * @param usage the usage
	 * @param model the name of the model
	 * @param tokens the tokens
	 * @return this provider
	 */
	public ScriptedProvider thenTokens(Usage usage, String model, String... tokens) {
		return then(Flux.fromIterable(chunks(tokens))
			.concatWithValues(ChatChunk.closing(usage, Map.of("model_name", model))));
	}

	/**
	 * Adds an answer that calls tools.
	 * @param calls the calls
	 * @return this provider
	 */
	public ScriptedProvider thenToolCalls(ToolCall... calls) {
		List<ToolCallDelta> deltas = new ArrayList<>();
		for (ToolCall call : calls) {
			deltas.add(ToolCallDelta.of(deltas.size(), call));
		}
		return then(Flux.just(ChatChunk.of(deltas), ChatChunk.closing()));
	}

	/**
	 * Adds an answer that fails after tokens.
	 * @param failure the failure
	 * @param tokens the tokens before it
	 * @return this provider
	 */
	public ScriptedProvider thenFail(Throwable failure, String... tokens) {
		return then(Flux.fromIterable(chunks(tokens)).concatWith(Flux.error(failure)));
	}

	/**
	 * Adds an answer that never ends after its tokens.
	 * @param tokens the tokens
	 * @return this provider
	 */
	public ScriptedProvider thenHang(String... tokens) {
		return then(Flux.fromIterable(chunks(tokens)).concatWith(Flux.never()));
	}

	/**
	 * Adds an empty answer.
	 * @return this provider
	 */
	public ScriptedProvider thenNothing() {
		return then(Flux.empty());
	}

	/**
	 * Adds an answer of any chunks.
	 * @param chunks the chunks
	 * @return this provider
	 */
	public ScriptedProvider then(Flux<ChatChunk> chunks) {
		this.answers.add(chunks);
		return this;
	}

	/**
	 * Adds an answer that the test drives.
	 * @return the answer
	 */
	public HandDrivenAnswer byHand() {
		HandDrivenAnswer answer = new HandDrivenAnswer();
		then(Flux.create(answer::attach));
		return answer;
	}

	private static List<ChatChunk> chunks(String... tokens) {
		List<ChatChunk> chunks = new ArrayList<>();
		for (String token : tokens) {
			chunks.add(ChatChunk.of(token));
		}
		return chunks;
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> {
			this.requests.add(request);
			Flux<ChatChunk> answer = this.answers.poll();
			if (answer == null) {
				return Flux
					.error(new AssertionError("Call " + this.requests.size() + " has no scripted answer, add one"));
			}
			return answer.doOnCancel(this.cancelled::incrementAndGet);
		});
	}

	@Override
	public String name() {
		return "scripted";
	}

	/**
	 * Returns the requests so far.
	 * @return the requests
	 */
	public List<ChatRequest> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Returns the number of answers that were cancelled before their end.
	 * @return the number
	 */
	public int cancelled() {
		return this.cancelled.get();
	}

	/**
	 * Returns the number of answers that are left.
	 * @return the number
	 */
	public int remaining() {
		return this.answers.size();
	}

}
