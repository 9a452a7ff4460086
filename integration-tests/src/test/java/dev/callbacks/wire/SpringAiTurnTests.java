// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.ToolStart;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.wire.SpringAiRig.Handlers;
import dev.callbacks.wire.SpringAiRig.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.CallResponseSpec;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.model.ChatModel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trees of runs that turns of chat clients make.
 */
class SpringAiTurnTests {

	private static final List<String> TREE = List.of("CHAIN chat-client", "  CHAT_MODEL openai", "  TOOL weather",
			"  TOOL time", "  CHAT_MODEL openai");

	private final Trace trace = new Trace();

	private SpringAiRig rig;

	@BeforeEach
	void start() {
		this.rig = SpringAiRig.with(Protocol.OPEN_AI, Handlers.FAST);
		this.rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private <E extends CallbackEvent> List<E> events(Class<E> type) {
		return this.rig.recorded().events(type);
	}

	private List<String> tree() {
		return this.rig.recorded().tree();
	}

	private ChatClient.Builder builder() {
		return ChatClient.builder(this.rig.model());
	}

	private void ask(ChatClient client) {
		client.prompt("Weather?").tools(this.rig.tools(this.trace)).call().content();
	}

	private void askForStream(ChatClient client) {
		client.prompt("Weather?")
			.tools(this.rig.tools(this.trace))
			.stream()
			.content()
			.blockLast(Duration.ofSeconds(20));
	}

	@Test
	void clientBeanThatIsMadeOfAModelIsATree() {
		ask(this.rig.bean("chatClient", ChatClient.class));
		assertThat(tree()).isEqualTo(TREE);
		assertThat(events(ToolStart.class)).extracting(ToolStart::toolCallId).containsExactly("call_1", "call_2");
		assertThat(events(AgentAction.class)).extracting(AgentAction::tool).containsExactly("weather", "time");
		assertThat(events(AgentFinish.class)).hasSize(1);
	}

	@Test
	void streamOfAClientBeanThatIsMadeOfAModelIsATree() {
		askForStream(this.rig.bean("chatClient", ChatClient.class));
		assertThat(tree()).isEqualTo(TREE);
		assertThat(events(ToolStart.class)).extracting(ToolStart::toolCallId).containsExactly("call_1", "call_2");
	}

	@Test
	void clientBeanKeepsItsSettings() {
		ask(this.rig.bean("chatClient", ChatClient.class));
		assertThat(this.rig.lastRequest()).contains("Be brief");
	}

	@Test
	void whatIsAddedTwiceTellsOnce() {
		SpringAiCallbacks callbacks = new SpringAiCallbacks(this.rig.manager());
		ChatClient.Builder builder = builder();
		callbacks.addTo(builder);
		callbacks.addTo(builder);
		new SpringAiCallbacks(this.rig.manager()).addTo(builder);
		ask(callbacks.wrap(builder.build()));
		assertThat(tree()).isEqualTo(TREE);
	}

	@Test
	void callThatIsMadeAgainHasATurn() {
		this.rig.answers(Script.tokens("Yes"));
		CallResponseSpec call = this.rig.client(this.trace).prompt("Hello").call();
		call.content();
		call.content();
		assertThat(tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL openai", "CHAIN chat-client",
				"  CHAT_MODEL openai");
	}

	@Test
	void streamThatIsSubscribedToAgainHasATurn() {
		this.rig.answers(Script.tokens("Yes"));
		Flux<String> content = this.rig.client(this.trace).prompt("Hello").stream().content();
		content.blockLast(Duration.ofSeconds(20));
		content.blockLast(Duration.ofSeconds(20));
		assertThat(tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL openai", "CHAIN chat-client",
				"  CHAT_MODEL openai");
	}

	@Test
	void toolThatTheModelGivesNoArgumentsHasItsId() {
		this.rig.answers(Script.calls(new Script.Call("call_7", "time", "")), Script.tokens("Noon"));
		ask(this.rig.client(this.trace));
		assertThat(events(ToolStart.class)).extracting(ToolStart::toolCallId).containsExactly("call_7");
	}

	@Test
	void searchOfAStreamIsBelowItsTurn() {
		this.rig.answers(Script.tokens("Yes"));
		this.rig.client(this.trace)
			.prompt("Hello")
			.advisors(this.rig.retrieval())
			.stream()
			.content()
			.blockLast(Duration.ofSeconds(20));
		assertThat(tree()).containsExactly("CHAIN chat-client", "  RETRIEVER vectorStore", "  CHAT_MODEL openai");
	}

	@Test
	void conversationIsInTheMetadataOfATurn() {
		this.rig.answers(Script.tokens("Yes"));
		this.rig.client(this.trace)
			.prompt("Hello")
			.advisors((advisors) -> advisors.param(ChatMemory.CONVERSATION_ID, "42"))
			.call()
			.content();
		assertThat(this.rig.recorded().events()).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.run().metadata()).containsEntry("conversation_id", "42"));
	}

	@Test
	void handlersAreToldWhatAWrapperIsAbout() {
		IOException disk = new IOException("disk");
		Watcher failing = new Watcher(this.trace, new CompletionException(disk));
		this.trace.call(() -> this.rig.client(this.trace).prompt("Hello").advisors(failing).call().content());
		this.trace.stream(() -> this.rig.client(this.trace).prompt("Hello").advisors(failing).stream().content());
		assertThat(events(ChainError.class)).extracting(ErrorEvent::error).containsExactly(disk, disk);
	}

	@Test
	void instrumentedModelOfAClientBeanIsToldOfOnce() {
		this.rig.close();
		this.rig = SpringAiRig.with(Protocol.OPEN_AI, Handlers.FAST, "callbacks.spring-ai.instrument-models=true");
		this.rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		ask(this.rig.bean("chatClient", ChatClient.class));
		assertThat(tree()).isEqualTo(TREE);
	}

	@Test
	void severalModelsAndClientsHaveTreesOfTheirOwn() {
		this.rig.close();
		this.rig = SpringAiRig.withTwoModels("callbacks.spring-ai.instrument-models=true");
		this.rig.answers(Script.tokens("First"));
		ChatClient first = this.rig.bean("chatClient", ChatClient.class);
		ChatClient second = this.rig.bean("secondClient", ChatClient.class);
		assertThat(first.prompt("Hello").call().content()).isEqualTo("First");
		assertThat(second.prompt("Hello").call().content()).isEqualTo("Second");
		assertThat(this.rig.bean("secondModel", ChatModel.class).call("Hello")).isEqualTo("Second");
		assertThat(tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL openai", "CHAIN chat-client",
				"  CHAT_MODEL chat-model", "CHAT_MODEL chat-model");
	}

	@Test
	void beanThatAPropertyNamesIsLeftAlone() {
		this.rig.close();
		this.rig = SpringAiRig.with(Protocol.OPEN_AI, Handlers.FAST, "callbacks.spring-ai.beans.chat-client=false",
				"callbacks.spring-ai.beans.vector-store=false", "callbacks.spring-ai.beans.chat-client-builder=false");
		this.rig.answers(Script.tokens("Sunny"));
		this.rig.bean("chatClient", ChatClient.class).prompt("Hello").call().content();
		this.rig.client(this.trace).prompt("Hello").call().content();
		this.rig.bean("vectorStore", SpringAiRig.Store.class).similaritySearch("cats");
		assertThat(this.rig.recorded().events()).isEmpty();
	}

}
