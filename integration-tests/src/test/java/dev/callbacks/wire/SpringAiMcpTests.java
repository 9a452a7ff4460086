// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.test.CallbackAssertions;
import dev.callbacks.test.ObservedRun;
import dev.callbacks.wire.SpringAiRig.Handlers;
import dev.callbacks.wire.SpringAiRig.Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.mcp.AsyncMcpToolCallbackProvider;
import org.springframework.ai.mcp.SyncMcpToolCallbackProvider;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tools of MCP, called in turns of chat clients: real clients, and a real server on
 * loopback.
 */
class SpringAiMcpTests {

	private static final String SERVER = "mcp.server.name";

	private final Trace trace = new Trace();

	private static McpTools mcp;

	private SpringAiRig rig;

	@BeforeAll
	static void startServer() throws Exception {
		mcp = new McpTools("weather-station");
	}

	@AfterAll
	static void stopServer() throws Exception {
		mcp.close();
	}

	@BeforeEach
	void start() {
		this.rig = SpringAiRig.with(Protocol.OPEN_AI, Handlers.FAST);
		this.rig.answers(Script.calls(new Script.Call("call_1", "forecast", "{\"city\":\"Rome\"}")),
				Script.tokens("Rain"));
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	static Stream<Named<Function<McpTools, ToolCallbackProvider>>> sources() {
		return Stream.of(
				Named.of("sync",
						(mcp) -> SyncMcpToolCallbackProvider.builder().mcpClients(List.of(mcp.client())).build()),
				Named.of("async",
						(mcp) -> AsyncMcpToolCallbackProvider.builder()
							.mcpClients(List.of(mcp.asyncClient()))
							.build()));
	}

	private ObservedRun tool(String name) {
		return this.rig.recorded().run(name);
	}

	@ParameterizedTest
	@MethodSource("sources")
	void toolOfACallTellsItsServer(Function<McpTools, ToolCallbackProvider> source) {
		ChatClient client = this.rig.client(this.trace);
		assertThat(client.prompt("Weather?").tools(source.apply(mcp)).call().content()).isEqualTo("Rain");
		assertThatToolTellsItsServer();
	}

	@ParameterizedTest
	@MethodSource("sources")
	void toolOfAStreamTellsItsServer(Function<McpTools, ToolCallbackProvider> source) {
		ChatClient client = this.rig.client(this.trace);
		assertThat(client.prompt("Weather?").tools(source.apply(mcp)).stream().content().collectList().block())
			.contains("Rain");
		assertThatToolTellsItsServer();
	}

	private void assertThatToolTellsItsServer() {
		assertThat(this.rig.recorded().tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL openai",
				"  TOOL forecast", "  CHAT_MODEL openai");
		CallbackAssertions.assertThat(tool("forecast")).succeeded().hasMetadata(SERVER, "weather-station");
		assertThat(this.rig.recorded().events(ToolStart.class)).extracting(ToolStart::toolCallId)
			.containsExactly("call_1");
		assertThat(this.rig.recorded().events(ToolEnd.class)).singleElement()
			.satisfies((end) -> assertThat(String.valueOf(end.output())).contains("Rain in Rome"));
		assertThat(this.rig.recorded().run("chat-client").info().metadata()).doesNotContainKey(SERVER);
	}

	@ParameterizedTest
	@MethodSource("sources")
	void toolThatItsServerCallsFailedHasAnError(Function<McpTools, ToolCallbackProvider> source) {
		this.rig.answers(Script.calls(new Script.Call("call_1", "broken", "{}")), Script.tokens("Sorry"));
		ChatClient client = this.rig.client(this.trace);
		assertThat(client.prompt("Try").tools(source.apply(mcp)).call().content()).isEqualTo("Sorry");
		assertThat(this.rig.recorded().events(ToolError.class)).singleElement()
			.satisfies((error) -> assertThat(error.error()).hasStackTraceContaining("out of order"));
		CallbackAssertions.assertThat(tool("broken")).hasMetadata(SERVER, "weather-station");
		assertThat(this.rig.lastRequest()).contains("out of order");
	}

	@ParameterizedTest
	@MethodSource("sources")
	void toolThatIsCalledByHandTellsItsServer(Function<McpTools, ToolCallbackProvider> source) {
		ToolCallback tool = Stream.of(source.apply(mcp).getToolCallbacks())
			.filter((its) -> its.getToolDefinition().name().equals("forecast"))
			.findFirst()
			.orElseThrow();
		ToolCallback observed = new SpringAiCallbacks(this.rig.manager()).wrap(tool);
		assertThat(observed.call("{\"city\":\"Rome\"}")).isEqualTo(tool.call("{\"city\":\"Rome\"}"));
		assertThatThrownBy(() -> observed.call("no json")).hasSameClassAs(catchThrowable(() -> tool.call("no json")));
	}

	@Test
	void toolOfTheApplicationHasNoServer() {
		ChatClient client = this.rig.client(this.trace);
		ToolCallback own = FunctionToolCallback.builder("forecast", () -> "Sun").build();
		assertThat(client.prompt("Weather?").tools(own).call().content()).isEqualTo("Rain");
		assertThat(tool("forecast").info().metadata()).isEmpty();
	}

}
