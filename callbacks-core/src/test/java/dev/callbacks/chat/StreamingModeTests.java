// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.List;

import dev.callbacks.CallbackHandler;
import dev.callbacks.EventGroup;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.StreamingMode;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.step.Steps;
import dev.callbacks.step.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls for whole answers that stream, or must not.
 */
class StreamingModeTests {

	private static final ToolDefinition TOOL = new ToolDefinition("tool", "", "{}");

	private final Recording.Blocking handler = new Recording.Blocking(
			HandlerSettings.none().withDemandsStreaming(true));

	private CallbackChatModel model(TestEngine engine, StreamingMode mode) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("a b"))
			.withOptions(ChatOptions.none().withStreaming(mode));
	}

	private boolean hasStreamed() {
		boolean streamed = this.handler.events().stream().anyMatch(LlmNewToken.class::isInstance);
		this.handler.receipts.clear();
		return streamed;
	}

	@ParameterizedTest
	@EnumSource
	void modelThatIsNeverToStreamDoesNotWhateverTheRequestSays(StreamingMode mode) throws Exception {
		ChatOptions options = ChatOptions.none().withStreaming(mode);
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			model(engine, StreamingMode.NEVER).call(ChatRequest.of("x").withOptions(options));
			assertThat(hasStreamed()).isFalse();
			model(engine, mode).call(ChatRequest.of("x").withOptions(options.withStreaming(StreamingMode.NEVER)));
			assertThat(hasStreamed()).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void modelThatIsNotToStreamWithToolsDoesNotWhateverTheRequestSays(StreamingMode mode) throws Exception {
		ChatOptions options = ChatOptions.none().withStreaming(mode);
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			CallbackChatModel model = model(engine, StreamingMode.NOT_WITH_TOOLS);
			model.call(ChatRequest.of("x").withOptions(options.withTools(List.of(TOOL))));
			assertThat(hasStreamed()).isFalse();
			model.call(ChatRequest.of("x").withOptions(options));
			assertThat(hasStreamed()).isEqualTo(mode != StreamingMode.NEVER);
		}
	}

	@Test
	void streamOfAnAgentAsksAModelThatIsNotToStreamWithToolsForWholeAnswers() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			new Steps(engine.manager).agent("agent", model(engine, StreamingMode.NOT_WITH_TOOLS))
				.tools(Tool.of(TOOL, (arguments) -> "output"))
				.build()
				.stream(ChatRequest.of("x"))
				.blockLast();
			assertThat(hasStreamed()).isFalse();
		}
	}

	@Test
	void handlerThatIsDisabledDemandsNothing() throws Exception {
		Handler demanding = new Recording.Blocking(
				HandlerSettings.none().withDemandsStreaming(true).withEnabled(false));
		Recording.Blocking other = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(demanding, other)) {
			model(engine, StreamingMode.AUTO).call("x");
			model(engine, StreamingMode.AUTO).with(RunConfig.handlers(demanding)).call("x");
		}
		assertThat(other.names()).containsExactly("ChatModelStart", "LlmEnd", "ChatModelStart", "LlmEnd");
	}

	@Test
	void handlerDemandsNothingOfTheCallsThatItMakesItself() throws Exception {
		Recording.Blocking other = new Recording.Blocking(HandlerSettings.none().withIgnore(EventGroup.CHAIN));
		try (TestEngine engine = new TestEngine()) {
			CallbackHandler demanding = new CallbackHandler() {

				@Override
				public HandlerSettings settings() {
					return HandlerSettings.none().withDemandsStreaming(true);
				}

				@Override
				public void onChainStart(ChainStart event) {
					model(engine, StreamingMode.AUTO).call("x");
				}

			};
			engine.with(demanding, other).manager.chain("chain").run(() -> {
			});
		}
		assertThat(other.names()).containsExactly("ChatModelStart", "LlmEnd");
	}

}
