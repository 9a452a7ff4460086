// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.ToolStart;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.ChatClientRequestSpec;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Turns whose loop of tools is where the application has put it.
 */
class LoopToolsTests {

	private static final String[] TREE = { "CHAIN chat-client", "  CHAT_MODEL chat-model", "  TOOL weather",
			"  CHAT_MODEL chat-model" };

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final ToolCallback tool = FunctionToolCallback.builder("weather", () -> "Sun").build();

	private final List<Watch> watches = List.of(new Watch(Ordered.HIGHEST_PRECEDENCE + 50),
			new Watch(ToolCallingAdvisor.DEFAULT_ORDER - 50), new Watch(ToolCallingAdvisor.DEFAULT_ORDER + 50),
			new Watch(Ordered.LOWEST_PRECEDENCE - 50));

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	private ChatClientRequestSpec prompt(int order) {
		return prompt(ToolCallingAdvisor.builder().advisorOrder(order));
	}

	private ChatClientRequestSpec prompt(ToolCallingAdvisor.Builder<?> loop) {
		ChatClient.Builder builder = ChatClient.builder(new Model());
		new SpringAiCallbacks(this.manager).addTo(builder);
		ChatClientRequestSpec prompt = builder.build().prompt("Weather?").toolCallbacks(this.tool);
		this.watches.forEach(prompt::advisors);
		return prompt.advisors(loop.build());
	}

	@ParameterizedTest
	@ValueSource(ints = { Ordered.HIGHEST_PRECEDENCE + 20, Ordered.HIGHEST_PRECEDENCE + 100,
			Ordered.HIGHEST_PRECEDENCE + 300, Ordered.HIGHEST_PRECEDENCE + 400, 0, Ordered.LOWEST_PRECEDENCE - 20 })
	void toolsOfACallAreRunsWhereverTheLoopIs(int order) {
		assertThat(prompt(order).call().content()).isEqualTo("Sunny");
		assertThatTurnHasItsTool();
	}

	@ParameterizedTest
	@ValueSource(ints = { Ordered.HIGHEST_PRECEDENCE + 20, Ordered.HIGHEST_PRECEDENCE + 100,
			Ordered.HIGHEST_PRECEDENCE + 300, Ordered.HIGHEST_PRECEDENCE + 400, 0, Ordered.LOWEST_PRECEDENCE - 20 })
	void toolsOfAStreamAreRunsWhereverTheLoopIs(int order) {
		assertThat(prompt(order).stream().content().blockLast(Duration.ofSeconds(20))).isEqualTo("Sunny");
		assertThatTurnHasItsTool();
	}

	@Test
	void advisorsGetTheirOwnToolsIfTheLoopIsWhereItIsByDefault() {
		prompt(ToolCallingAdvisor.DEFAULT_ORDER).call().content();
		prompt(ToolCallingAdvisor.DEFAULT_ORDER).stream().content().blockLast(Duration.ofSeconds(20));
		assertThat(this.watches).allSatisfy((watch) -> assertThat(watch.tools).containsOnly(this.tool));
	}

	@ParameterizedTest
	@ValueSource(ints = { Ordered.HIGHEST_PRECEDENCE + 20, Ordered.HIGHEST_PRECEDENCE + 300, 0 })
	void toolsThatAreCalledOnOtherThreadsAreBelowTheirTurn(int order) {
		ToolCallingManager elsewhere = new Elsewhere();
		assertThat(
				prompt(ToolCallingAdvisor.builder().advisorOrder(order).toolCallingManager(elsewhere)).call().content())
			.isEqualTo("Sunny");
		assertThatTurnHasItsTool();
		this.recording.clear();
		assertThat(prompt(ToolCallingAdvisor.builder().advisorOrder(order).toolCallingManager(elsewhere)).stream()
			.content()
			.blockLast(Duration.ofSeconds(20))).isEqualTo("Sunny");
		assertThatTurnHasItsTool();
	}

	@Test
	void toolsThatAManagerCallsOnOtherThreadsAreBelowItsCaller() {
		ToolCallingManager observed = new SpringAiCallbacks(this.manager).wrap(new Elsewhere());
		Prompt prompt = new Prompt("Weather?", ToolCallingChatOptions.builder().toolCallbacks(this.tool).build());
		this.manager.chain("user").run(() -> observed.executeToolCalls(prompt, new Model().call(prompt)));
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.tree()).containsExactly("CHAIN user", "  TOOL weather");
	}

	private void assertThatTurnHasItsTool() {
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.tree()).containsExactly(TREE);
		assertThat(this.recording.events(ToolStart.class)).extracting(ToolStart::toolCallId).containsExactly("call_1");
		assertThat(this.recording.events(AgentAction.class)).hasSize(1);
		assertThat(this.recording.events(AgentFinish.class)).extracting(AgentFinish::output).containsExactly("Sunny");
	}

	/**
	 * An advisor of the application that looks at the tools.
	 */
	private static final class Watch implements CallAdvisor, StreamAdvisor {

		private final int order;

		private final List<ToolCallback> tools = new CopyOnWriteArrayList<>();

		private Watch(int order) {
			this.order = order;
		}

		private void look(ChatClientRequest request) {
			this.tools.addAll(((ToolCallingChatOptions) request.prompt().getOptions()).getToolCallbacks());
		}

		@Override
		public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
			look(request);
			return chain.nextCall(request);
		}

		@Override
		public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
			look(request);
			return chain.nextStream(request);
		}

		@Override
		public String getName() {
			return "watch " + this.order;
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	/**
	 * A manager that calls tools on threads of its own.
	 */
	private static final class Elsewhere implements ToolCallingManager {

		private final ToolCallingManager tools = ToolCallingManager.builder().build();

		@Override
		public List<ToolDefinition> resolveToolDefinitions(ToolCallingChatOptions options) {
			return this.tools.resolveToolDefinitions(options);
		}

		@Override
		public ToolExecutionResult executeToolCalls(Prompt prompt, ChatResponse response) {
			CompletableFuture<ToolExecutionResult> result = new CompletableFuture<>();
			new Thread(() -> result.complete(this.tools.executeToolCalls(prompt, response))).start();
			return result.join();
		}

	}

	/**
	 * A model that asks for the tool once.
	 */
	private static final class Model implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			boolean isAnswered = prompt.getInstructions().stream().anyMatch(ToolResponseMessage.class::isInstance);
			AssistantMessage message = isAnswered ? new AssistantMessage("Sunny")
					: AssistantMessage.builder()
						.content("")
						.toolCalls(List.of(new AssistantMessage.ToolCall("call_1", "function", "weather", "{}")))
						.build();
			return new ChatResponse(List.of(new Generation(message)));
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> Flux.just(call(prompt)));
		}

		@Override
		public ChatOptions getOptions() {
			return ToolCallingChatOptions.builder().build();
		}

	}

}
