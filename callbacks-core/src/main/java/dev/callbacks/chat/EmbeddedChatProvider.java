// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A provider with prepared answers, which needs neither network nor key. It honours the
 * options of a request: name of the model, limit of tokens, stop sequences.
 * <p>
 * <b>Thread-safety</b>: may be used by many threads. <b>Ordering</b>: each call gets the
 * next answer, and the first follows the last. <b>Failure</b>: part of an answer.
 *
 * @since 0.1.0
 */
public final class EmbeddedChatProvider implements ChatProvider {

	private static final String JOKE = "Why did the stream refuse to block?\n\nBecause it had already subscribed to a faster life!";

	private final Function<ChatRequest, EmbeddedAnswer> answers;

	private final Duration delay;

	private final String model;

	private final String stopReason;

	private EmbeddedChatProvider(Builder builder) {
		this.answers = builder.toFunction();
		this.delay = builder.delay;
		this.model = builder.model;
		this.stopReason = builder.stopReason;
	}

	/**
	 * Creates a provider that always answers the same joke.
	 * @return the provider
	 */
	public static EmbeddedChatProvider create() {
		return builder().build();
	}

	/**
	 * Creates a provider that always answers the same text.
	 * @param text the text
	 * @return the provider
	 */
	public static EmbeddedChatProvider answering(String text) {
		return builder().answer(text).build();
	}

	/**
	 * Creates a builder of a provider.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public String name() {
		return "embedded";
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> {
			EmbeddedAnswer answer = this.answers.apply(request);
			Flux<ChatChunk> chunks = Flux.fromIterable(chunks(answer, request));
			if (!this.delay.isZero()) {
				chunks = chunks.delayElements(this.delay);
			}
			if (answer.failure() != null) {
				return chunks.concatWith(Flux.error(answer.failure()));
			}
			return answer.hangs() ? chunks.concatWith(Flux.never()) : chunks;
		});
	}

	private List<ChatChunk> chunks(EmbeddedAnswer answer, ChatRequest request) {
		TokenPrefix prefix = TokenPrefix.of(answer.tokens(), request.options(), this.stopReason);
		List<ChatChunk> chunks = new ArrayList<>();
		prefix.tokens().forEach((token) -> chunks.add(ChatChunk.of(token)));
		if (answer.failure() != null) {
			return chunks.subList(0, Math.min(answer.failAfter(), chunks.size()));
		}
		if (answer.hangs() || answer.isNothing()) {
			return chunks;
		}
		if (!answer.toolCalls().isEmpty()) {
			List<ToolCallDelta> deltas = new ArrayList<>();
			answer.toolCalls().forEach((call) -> deltas.add(ToolCallDelta.of(deltas.size(), call)));
			chunks.add(ChatChunk.of(deltas));
		}
		String reason = answer.toolCalls().isEmpty() ? prefix.reason() : "tool_use";
		String model = (request.options().model() != null) ? request.options().model() : this.model;
		chunks.add(
				ChatChunk.closing(usage(request, prefix.tokens()), Map.of("stop_reason", reason, "model_name", model)));
		return chunks;
	}

	/**
	 * Counts words as tokens.
	 */
	private static Usage usage(ChatRequest request, List<String> tokens) {
		long input = request.messages().stream().mapToLong((message) -> message.text().split("\\s+").length).sum();
		return Usage.of(input, tokens.stream().filter((token) -> !token.isEmpty()).count());
	}

	/**
	 * The tokens of an answer that the options of the request leave.
	 */
	private record TokenPrefix(List<String> tokens, String reason) {

		private static TokenPrefix of(List<String> tokens, ChatOptions options, String reason) {
			List<String> prefix = new ArrayList<>();
			StringBuilder text = new StringBuilder();
			int count = 0;
			for (String token : tokens) {
				count += token.isEmpty() ? 0 : 1;
				if (options.maxTokens() != null && count > options.maxTokens()) {
					return new TokenPrefix(prefix, "max_tokens");
				}
				text.append(token);
				if (options.stop().stream().anyMatch((stop) -> text.indexOf(stop) >= 0)) {
					return new TokenPrefix(prefix, "stop_sequence");
				}
				prefix.add(token);
			}
			return new TokenPrefix(prefix, reason);
		}

	}

	/**
	 * A builder of a provider. Not thread-safe.
	 */
	public static final class Builder {

		private final List<EmbeddedAnswer> answers = new ArrayList<>();

		private @Nullable Function<ChatRequest, EmbeddedAnswer> script;

		private Duration delay = Duration.ZERO;

		private String model = "embedded-1";

		private String stopReason = "end_turn";

		private Builder() {
		}

		/**
		 * Adds a text to the answers.
		 * @param text the text
		 * @return this builder
		 */
		public Builder answer(String text) {
			return answer(EmbeddedAnswer.text(text));
		}

		/**
		 * Adds an answer.
		 * @param answer the answer
		 * @return this builder
		 */
		public Builder answer(EmbeddedAnswer answer) {
			this.answers.add(InvalidRequestException.required(answer, "The answer of a provider"));
			return this;
		}

		/**
		 * Sets a script that answers, instead of the answers.
		 * @param script creates the answer to a request
		 * @return this builder
		 */
		public Builder script(Function<ChatRequest, EmbeddedAnswer> script) {
			this.script = InvalidRequestException.required(script, "The script of a provider");
			return this;
		}

		/**
		 * Sets the delay before each token.
		 * @param delay the delay
		 * @return this builder
		 */
		public Builder delay(Duration delay) {
			if (InvalidRequestException.required(delay, "The delay of tokens").isNegative()) {
				throw new InvalidRequestException("The delay of tokens must not be negative, but is " + delay);
			}
			this.delay = delay;
			return this;
		}

		/**
		 * Sets the name of the model in answers, unless the request has one.
		 * @param model the name
		 * @return this builder
		 */
		public Builder model(String model) {
			this.model = InvalidRequestException.required(model, "The name of a model");
			return this;
		}

		/**
		 * Sets the stop reason of a complete answer.
		 * @param stopReason the reason
		 * @return this builder
		 */
		public Builder stopReason(String stopReason) {
			this.stopReason = InvalidRequestException.required(stopReason, "The stop reason of an answer");
			return this;
		}

		/**
		 * Builds the provider.
		 * @return the provider
		 */
		public EmbeddedChatProvider build() {
			return new EmbeddedChatProvider(this);
		}

		private Function<ChatRequest, EmbeddedAnswer> toFunction() {
			if (this.script != null) {
				return this.script;
			}
			List<EmbeddedAnswer> answers = this.answers.isEmpty() ? List.of(EmbeddedAnswer.text(JOKE))
					: List.copyOf(this.answers);
			AtomicInteger calls = new AtomicInteger();
			return (request) -> answers.get(Math.floorMod(calls.getAndIncrement(), answers.size()));
		}

	}

}
