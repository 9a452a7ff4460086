// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.callbacks.Run;
import dev.callbacks.event.StartEvent;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.router.DefaultQueryRouter;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of AI services as trees of runs, whatever of them is observed besides.
 */
class LangChain4jTreeTests {

	private static final Script.Call ASK = new Script.Call("call_1", "askExpert", "{\"question\":\"Why?\"}");

	private LangChain4jRig rig;

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
		this.rig.callbacks.install();
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private ChatModel model(String kind) {
		return switch (kind) {
			case "listened" -> this.rig.model(this.rig.callbacks.listener());
			case "wrapped" -> this.rig.callbacks.wrap(this.rig.model());
			case "both" -> this.rig.callbacks.wrap(this.rig.model(this.rig.callbacks.listener()));
			default -> this.rig.model();
		};
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "listened", "wrapped", "both" })
	void modelsAreBelowTheirService(String kind) {
		this.rig.server.answers(Script.tokens("Yes"));
		Assistant assistant = AiServices.create(Assistant.class, model(kind));
		assertThat(assistant.ask("Really?")).isEqualTo("Yes");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.ask", "  CHAT_MODEL openai");
		assertThat(Run.find()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "listened", "wrapped", "both" })
	void servicesInToolsAreBelowTheTools(String kind) {
		this.rig.server.answers(Script.calls(ASK), Script.tokens("Because"), Script.tokens("I see"));
		Expert expert = new Expert(AiServices.create(Assistant.class, model(kind)));
		Assistant assistant = AiServices.builder(Assistant.class).chatModel(model(kind)).tools(expert).build();
		assertThat(assistant.ask("Why?")).isEqualTo("I see");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.ask", "  CHAT_MODEL openai", "  TOOL askExpert",
				"    CHAIN Assistant.ask", "      CHAT_MODEL openai", "  CHAT_MODEL openai");
	}

	@Test
	void servicesInToolsOfAStreamAreBelowTheTools() throws Exception {
		this.rig.server.answers(Script.calls(ASK), Script.tokens("Because"), Script.tokens("I", " see"));
		Expert expert = new Expert(AiServices.create(Assistant.class, model("plain")));
		Assistant assistant = AiServices.builder(Assistant.class)
			.streamingChatModel(this.rig.streaming())
			.tools(expert)
			.build();
		assertThat(LangChain4jRig.answer(assistant.stream("Why?"))).isEqualTo("I see");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.stream", "  CHAT_MODEL openai", "  TOOL askExpert",
				"    CHAIN Assistant.ask", "      CHAT_MODEL openai", "  CHAT_MODEL openai");
	}

	@Test
	void streamThatIsStartedElsewhereIsATree() throws Exception {
		this.rig.server.answers(Script.calls(ASK), Script.tokens("Because"), Script.tokens("I", " see"));
		Expert expert = new Expert(AiServices.create(Assistant.class, model("plain")));
		TokenStream stream = AiServices.builder(Assistant.class)
			.streamingChatModel(this.rig.streaming())
			.tools(expert)
			.build()
			.stream("Why?");
		ExecutorService elsewhere = Executors.newSingleThreadExecutor();
		assertThat(elsewhere.submit(() -> LangChain4jRig.answer(stream)).get()).isEqualTo("I see");
		elsewhere.shutdown();
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.stream", "  CHAT_MODEL openai", "  TOOL askExpert",
				"    CHAIN Assistant.ask", "      CHAT_MODEL openai", "  CHAT_MODEL openai");
	}

	@Test
	void toolsOnOtherThreadsAreBelowTheirService() {
		Script.Call again = new Script.Call("call_2", "askExpert", "{\"question\":\"Why not?\"}");
		this.rig.server.answers(Script.calls(ASK, again), Script.tokens("Because"), Script.tokens("Because"),
				Script.tokens("I see"));
		Expert expert = new Expert(AiServices.create(Assistant.class, model("plain")));
		ExecutorService threads = Executors.newFixedThreadPool(2);
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(model("plain"))
			.tools(expert)
			.executeToolsConcurrently(threads)
			.build();
		assertThat(assistant.ask("Why?")).isEqualTo("I see");
		threads.shutdown();
		assertThat(this.rig.tree()).containsExactlyInAnyOrder("CHAIN Assistant.ask", "  CHAT_MODEL openai",
				"  TOOL askExpert", "    CHAIN Assistant.ask", "      CHAT_MODEL openai", "  TOOL askExpert",
				"    CHAIN Assistant.ask", "      CHAT_MODEL openai", "  CHAT_MODEL openai");
	}

	private static ContentRetriever retriever() {
		return (query) -> List.of(Content.from(TextSegment.from("found")));
	}

	@Test
	void retrieverOfAServiceIsBelowIt() {
		this.rig.server.answers(Script.tokens("Yes"));
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(model("listened"))
			.contentRetriever(this.rig.callbacks.wrap("manuals", retriever()))
			.build();
		assertThat(assistant.ask("Really?")).isEqualTo("Yes");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.ask", "  RETRIEVER manuals",
				"  CHAT_MODEL openai");
	}

	@Test
	void retrieversOnOtherThreadsAreBelowTheirService() {
		this.rig.server.answers(Script.tokens("Yes"));
		DefaultRetrievalAugmentor augmentor = DefaultRetrievalAugmentor.builder()
			.queryRouter(new DefaultQueryRouter(this.rig.callbacks.wrap("manuals", retriever()),
					this.rig.callbacks.wrap("tickets", retriever())))
			.build();
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(model("listened"))
			.retrievalAugmentor(augmentor)
			.build();
		assertThat(assistant.ask("Really?")).isEqualTo("Yes");
		assertThat(this.rig.tree()).containsExactlyInAnyOrder("CHAIN Assistant.ask", "  RETRIEVER manuals",
				"  RETRIEVER tickets", "  CHAT_MODEL openai");
	}

	@Test
	void memoryIdIsMetadataOfTheService() {
		this.rig.server.answers(Script.tokens("Yes"));
		AiServices.builder(Remembering.class)
			.chatModel(model("plain"))
			.chatMemoryProvider((id) -> MessageWindowChatMemory.withMaxMessages(10))
			.build()
			.ask("user-7", "Really?");
		assertThat(this.rig.events(StartEvent.class)).extracting((start) -> start.run().metadata())
			.allSatisfy((metadata) -> assertThat(metadata).containsAllEntriesOf(Map.of("memoryId", "user-7"))
				.containsKey("invocationId"));
	}

	interface Assistant {

		String ask(String question);

		TokenStream stream(String question);

	}

	interface Remembering {

		String ask(@MemoryId String user, @UserMessage String question);

	}

	static class Expert {

		private final Assistant assistant;

		Expert(Assistant assistant) {
			this.assistant = assistant;
		}

		@Tool
		String askExpert(String question) {
			return this.assistant.ask(question);
		}

	}

}
