// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.langchain4j.ToolFailedException;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProviderResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tools of AI services with their real outcomes, without anything wired by hand.
 */
class LangChain4jToolTests {

	private LangChain4jRig rig;

	private final Tools tools = new Tools();

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
		this.rig.callbacks.install();
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private AiServices<Assistant> service() {
		return AiServices.builder(Assistant.class).chatModel(this.rig.model()).tools(this.tools);
	}

	private void modelCalls(String tool) {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", tool, "{\"city\":\"Rome\"}")),
				Script.tokens("Done"));
	}

	private ToolError failure() {
		assertThat(this.rig.events(ToolEnd.class)).isEmpty();
		assertThat(this.rig.events(ToolStart.class)).hasSize(1);
		assertThat(this.rig.events(ToolError.class)).hasSize(1);
		return this.rig.events(ToolError.class).get(0);
	}

	@Test
	void toolRunsInsideItsRun() {
		modelCalls("weather");
		assertThat(service().build().ask("Weather?")).isEqualTo("Done");
		assertThat(this.tools.run.info().kind()).isEqualTo(RunKind.TOOL);
		assertThat(this.tools.started).isTrue();
		ToolStart start = this.rig.events(ToolStart.class).get(0);
		assertThat(start.run().id()).isEqualTo(this.tools.run.info().id());
		assertThat(start.toolCallId()).isEqualTo("call_1");
		assertThat(start.input()).isEqualToIgnoringWhitespace("{\"city\":\"Rome\"}");
		assertThat(this.rig.events(ToolEnd.class)).singleElement()
			.satisfies((end) -> assertThat(end.output()).isEqualTo("Sunny in Rome"));
		assertThat(this.rig.events(AgentAction.class)).singleElement()
			.satisfies((action) -> assertThat(action.tool()).isEqualTo("weather"));
	}

	@Test
	void toolThatThrowsIsAnErrorWithItsCause() {
		modelCalls("broken");
		assertThat(service().build().ask("Try")).isEqualTo("Done");
		assertThat(failure().error()).isSameAs(this.tools.thrown);
		assertThat(this.rig.server.requests().get(1)).contains("out of order");
	}

	@Test
	void toolThatThrowsInAStreamIsAnErrorWithItsCause() throws Exception {
		modelCalls("broken");
		Assistant assistant = AiServices.builder(Assistant.class)
			.streamingChatModel(this.rig.streaming())
			.tools(this.tools)
			.build();
		assertThat(LangChain4jRig.answer(assistant.stream("Try"))).isEqualTo("Done");
		assertThat(failure().error()).isSameAs(this.tools.thrown);
	}

	@Test
	void errorOfAToolThatIsThrownOnHasARun() {
		modelCalls("broken");
		IllegalArgumentException given = new IllegalArgumentException("given up");
		Assistant assistant = service().toolExecutionErrorHandler((error, context) -> {
			throw given;
		}).build();
		assertThatThrownBy(() -> assistant.ask("Try")).isSameAs(given);
		assertThat(failure().error()).isSameAs(this.tools.thrown);
		assertThat(this.rig.events(ErrorEvent.class)).hasSize(2);
	}

	@Test
	void argumentsThatCannotBeReadAreAnError() {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", "weather", "no json")), Script.tokens("Done"));
		Assistant assistant = service().build();
		assertThatThrownBy(() -> assistant.ask("Weather?")).isInstanceOf(RuntimeException.class);
		assertThat(failure().error().getClass().getSimpleName()).isNotEqualTo("ToolArgumentsException");
	}

	@Test
	void toolThatSaysThatItFailedIsAnError() {
		modelCalls("remote");
		ToolExecutor remote = new ToolExecutor() {

			@Override
			public String execute(ToolExecutionRequest request, Object memoryId) {
				throw new UnsupportedOperationException();
			}

			@Override
			public ToolExecutionResult executeWithContext(ToolExecutionRequest request, InvocationContext context) {
				return ToolExecutionResult.builder().isError(true).resultText("not reachable").build();
			}

		};
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(this.rig.model())
			.tools(Map.of(ToolSpecification.builder().name("remote").build(), remote))
			.build();
		assertThat(assistant.ask("Try")).isEqualTo("Done");
		assertThat(failure().error()).isInstanceOf(ToolFailedException.class).hasMessage("not reachable");
		assertThat(this.rig.server.requests().get(1)).contains("not reachable");
	}

	@Test
	void toolsOfProvidersHaveRuns() {
		modelCalls("provided");
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(this.rig.model())
			.toolProvider((request) -> ToolProviderResult.builder()
				.add(ToolSpecification.builder().name("provided").build(), (call, memoryId) -> "given")
				.build())
			.build();
		assertThat(assistant.ask("Try")).isEqualTo("Done");
		assertThat(this.rig.events(ToolEnd.class)).singleElement()
			.satisfies((end) -> assertThat(end.output()).isEqualTo("given"));
	}

	@Test
	void toolThatTheModelInventedIsAnError() {
		modelCalls("invented");
		Assistant assistant = service().build();
		assertThatThrownBy(() -> assistant.ask("Try")).isInstanceOf(RuntimeException.class)
			.hasMessageContaining("invented");
		assertThat(failure().error()).hasMessageContaining("invented");
	}

	@Test
	void toolThatTheModelInventedInAStreamEndsIt() {
		modelCalls("invented");
		TokenStream stream = AiServices.builder(Assistant.class)
			.streamingChatModel(this.rig.streaming())
			.tools(this.tools)
			.build()
			.stream("Try");
		assertThatThrownBy(() -> LangChain4jRig.answer(stream)).hasStackTraceContaining("invented");
		assertThat(failure().reason()).isEqualTo(EndReason.FAILED);
	}

	@Test
	void errorThatNobodyCatchesEndsAllRuns() {
		modelCalls("fatal");
		AssertionError fatal = new AssertionError("broken for good");
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(this.rig.model())
			.tools(Map.of(ToolSpecification.builder().name("fatal").build(), (call, memoryId) -> {
				throw fatal;
			}))
			.build();
		assertThatThrownBy(() -> assistant.ask("Try")).isSameAs(fatal);
		assertThat(failure().error()).isSameAs(fatal);
		assertThat(this.rig.events(ErrorEvent.class)).hasSize(2);
		assertThat(Run.find()).isEmpty();
	}

	@Test
	void toolsRunOnTheirCallersThread() {
		modelCalls("weather");
		service().build().ask("Weather?");
		assertThat(this.tools.thread).isSameAs(Thread.currentThread());
	}

	interface Assistant {

		String ask(String question);

		TokenStream stream(String question);

	}

	class Tools {

		private final IllegalStateException thrown = new IllegalStateException("out of order");

		private Run run;

		private Thread thread;

		private boolean started;

		@Tool
		String weather(String city) {
			this.run = Run.find().orElse(null);
			this.thread = Thread.currentThread();
			this.started = LangChain4jToolTests.this.rig.handler.events()
				.stream()
				.anyMatch(ToolStart.class::isInstance);
			return "Sunny in " + city;
		}

		@Tool
		String broken() {
			throw this.thrown;
		}

	}

}
