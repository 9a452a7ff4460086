// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.ChunkReader;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is read for handlers alone and throws: the call is the same as without handlers
 * (G15, G16).
 */
class UnreadableContentTests {

	private final Recording.Blocking seen = new Recording.Blocking(HandlerSettings.none());

	enum Fault {

		EXCEPTION, LINKAGE, STACK;

		RuntimeException thrown() {
			switch (this) {
				case LINKAGE -> throw new NoClassDefFoundError("content");
				case STACK -> throw new StackOverflowError("content");
				default -> throw new IllegalStateException("content");
			}
		}

	}

	private static Map<String, Object> map(Fault fault) {
		return new AbstractMap<>() {

			@Override
			public Set<String> keySet() {
				return Set.of("key");
			}

			@Override
			public Set<Entry<String, Object>> entrySet() {
				throw fault.thrown();
			}

			@Override
			public boolean isEmpty() {
				return false;
			}

		};
	}

	private static CharSequence text(Fault fault) {
		return new CharSequence() {

			@Override
			public int length() {
				throw fault.thrown();
			}

			@Override
			public char charAt(int index) {
				throw fault.thrown();
			}

			@Override
			public CharSequence subSequence(int start, int end) {
				throw fault.thrown();
			}

			@Override
			public String toString() {
				throw fault.thrown();
			}

		};
	}

	@ParameterizedTest
	@EnumSource
	void observedBodyIsCalledIfItsStartCannotBeMade(Fault fault) throws Exception {
		try (TestEngine engine = new TestEngine().with(this.seen)) {
			CallSpec chain = CallSpec.of(engine.manager, RunKind.CHAIN, "chain").observed().inputs(map(fault));
			assertThat(chain.call(() -> "output")).isEqualTo("output");
			assertThat(chain.stream(() -> Flux.just("a", "b")).collectList().block(TestEngine.LONG))
				.containsExactly("a", "b");
		}
	}

	@Test
	void observedModelIsAskedIfItsRequestIsMissing() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.seen)) {
			ObservedModel model = new ObservedModel(engine.manager, "model", () -> null, Map.of(), RunConfig.empty());
			assertThat(model.<String, RuntimeException>call(() -> "answer", (answer) -> LlmResult.none()))
				.isEqualTo("answer");
			assertThat(model.stream(() -> Flux.just("a", "b"), Reader::new).collectList().block(TestEngine.LONG))
				.containsExactly("a", "b");
		}
		assertThat(this.seen.names()).filteredOn("ChatModelStart"::equals).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	void streamOfTextsThatCannotBeReadComesToItsEnd(Fault fault) throws Exception {
		CharSequence text = text(fault);
		try (TestEngine engine = new TestEngine().with(this.seen)) {
			List<CharSequence> items = engine.manager.chain("chain")
				.<CharSequence>stream(() -> Flux.just("a", text))
				.collectList()
				.toFuture()
				.get(TestEngine.LONG.toSeconds(), TimeUnit.SECONDS);
			assertThat(items.get(1) == text).isTrue();
		}
		assertThat(this.seen.names()).containsExactly("ChainStart", "ChainEnd");
		assertThat(((ChainEnd) this.seen.events().get(1)).output()).asString().startsWith("a(no text: ");
	}

	/**
	 * Reads items as texts.
	 */
	private static final class Reader implements ChunkReader<String> {

		@Override
		public ChatChunk read(String item) {
			return ChatChunk.of(item);
		}

		@Override
		public ChatChunk closing() {
			return ChatChunk.closing();
		}

	}

}
