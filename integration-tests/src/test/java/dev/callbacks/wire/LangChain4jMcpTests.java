// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolStart;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.mcp.McpToolProvider;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tools of MCP servers, called by AI services.
 */
class LangChain4jMcpTests {

	private LangChain4jRig rig;

	private McpServer server;

	private McpClient client;

	@BeforeEach
	void start() throws Exception {
		this.rig = new LangChain4jRig();
		this.rig.callbacks.install();
		this.server = new McpServer();
		this.client = DefaultMcpClient.builder()
			.key("weather-service")
			.transport(StreamableHttpMcpTransport.builder().url(this.server.url()).build())
			.build();
	}

	@AfterEach
	void stop() throws Exception {
		this.client.close();
		this.server.close();
		this.rig.close();
	}

	private Assistant assistant(McpToolProvider provider) {
		return AiServices.builder(Assistant.class)
			.chatModel(this.rig.model())
			.toolProvider(provider)
			.tools(new Clock())
			.build();
	}

	@Test
	void runOfAToolNamesItsServer() {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", "weather", "{\"city\":\"Rome\"}"),
				new Script.Call("call_2", "time", "{}")), Script.tokens("Sunny"));
		assertThat(assistant(McpToolProvider.builder().mcpClients(this.client).build()).ask("Weather?"))
			.isEqualTo("Sunny");
		assertThat(this.rig.tree()).containsExactly("CHAIN Assistant.ask", "  CHAT_MODEL openai", "  TOOL weather",
				"  TOOL time", "  CHAT_MODEL openai");
		assertThat(this.rig.events(ToolStart.class))
			.extracting((start) -> start.run().metadata().get("mcp.server.name"))
			.containsExactly("weather-service", null);
		assertThat(this.rig.events(ToolEnd.class)).extracting(ToolEnd::output).containsExactly("Sunny", "noon");
		assertThat(this.rig.events(StartEvent.class)).filteredOn((start) -> start.run().kind() != RunKind.TOOL)
			.allSatisfy((start) -> assertThat(start.run().metadata()).doesNotContainKey("mcp.server.name"));
	}

	@Test
	void toolThatIsCalledOtherwiseThanOnItsServerNamesItToo() {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", "italian_weather", "{}")),
				Script.tokens("Sunny"));
		assistant(McpToolProvider.builder()
			.mcpClients(this.client)
			.toolNameMapper((client, tool) -> "italian_" + tool.name())
			.build()).ask("Weather?");
		assertThat(this.rig.events(ToolStart.class)).singleElement()
			.satisfies(
					(start) -> assertThat(start.run().metadata()).containsEntry("mcp.server.name", "weather-service"));
	}

	@Test
	void toolThatIsWrappedIsARunWithoutTheNameOfItsServer() {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", "weather", "{}")), Script.tokens("Sunny"));
		assistant(McpToolProvider.builder()
			.mcpClients(this.client)
			.toolWrapper((tool) -> (request, memoryId) -> tool.execute(request, memoryId))
			.build()).ask("Weather?");
		assertThat(this.rig.events(ToolStart.class)).singleElement()
			.satisfies((start) -> assertThat(start.run().metadata()).doesNotContainKey("mcp.server.name"));
	}

	interface Assistant {

		String ask(String question);

	}

	static class Clock {

		@Tool
		String time() {
			return "noon";
		}

	}

}
