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
 * A provider that answers as a test has written down, call by call, and keeps what it was
 * asked. A call for which nothing is written down fails with an {@link AssertionError};
 * one that is scripted as {@link #byHand()} is driven by the test, piece by piece.
 * <pre>{@code
 * ScriptedProvider provider = new ScriptedProvider().thenTokens("Why", "?").thenFail(new IOException());
 * CallbackChatModel model = new CallbackChatModel(manager, provider);
 * }</pre>
 * <p>
 * <b>Thread-safety</b>: may be asked by any number of threads; which of them gets which
 * answer is then open.
 *
 * @since 0.1.0
 */
public final class ScriptedProvider implements ChatProvider {

	private final Queue<Flux<ChatChunk>> answers = new ConcurrentLinkedQueue<>();

	private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger cancelled = new AtomicInteger();

	/**
	 * The next answer is some tokens.
	 * @param tokens the tokens
	 * @return this provider
	 */
	public ScriptedProvider thenTokens(String... tokens) {
		return then(Flux.fromIterable(chunks(tokens)).concatWithValues(ChatChunk.closing()));
	}

	/**
	 * The next answer is some tokens, with what they cost.
	 * @param usage what they cost
	 * @param model the name of the model that says so
	 * @param tokens the tokens
	 * @return this provider
	 */
	public ScriptedProvider thenTokens(Usage usage, String model, String... tokens) {
		return then(Flux.fromIterable(chunks(tokens))
			.concatWithValues(ChatChunk.closing(usage, Map.of("model_name", model))));
	}

	/**
	 * The next answer asks for tools.
	 * @param calls what it asks for
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
	 * The next answer fails, after some tokens.
	 * @param failure the failure
	 * @param tokens the tokens before it
	 * @return this provider
	 */
	public ScriptedProvider thenFail(Throwable failure, String... tokens) {
		return then(Flux.fromIterable(chunks(tokens)).concatWith(Flux.error(failure)));
	}

	/**
	 * The next answer never ends, after some tokens.
	 * @param tokens the tokens
	 * @return this provider
	 */
	public ScriptedProvider thenHang(String... tokens) {
		return then(Flux.fromIterable(chunks(tokens)).concatWith(Flux.never()));
	}

	/**
	 * The next answer is empty.
	 * @return this provider
	 */
	public ScriptedProvider thenNothing() {
		return then(Flux.empty());
	}

	/**
	 * The next answer is any stream of chunks.
	 * @param chunks the chunks
	 * @return this provider
	 */
	public ScriptedProvider then(Flux<ChatChunk> chunks) {
		this.answers.add(chunks);
		return this;
	}

	/**
	 * The next answer is driven by the test.
	 * @return what drives it
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
				return Flux.error(new AssertionError("Call " + this.requests.size() + " has no scripted answer"));
			}
			return answer.doOnCancel(this.cancelled::incrementAndGet);
		});
	}

	@Override
	public String name() {
		return "scripted";
	}

	/**
	 * What the provider was asked so far.
	 * @return the requests
	 */
	public List<ChatRequest> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * How many answers were cancelled before their end.
	 * @return the number
	 */
	public int cancelled() {
		return this.cancelled.get();
	}

	/**
	 * How many answers are left.
	 * @return the number
	 */
	public int remaining() {
		return this.answers.size();
	}

}
