// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.time.Duration;
import java.util.Map;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * A server of MCP on loopback with the tools {@code forecast} and {@code broken}, and
 * clients of it.
 */
final class McpTools implements AutoCloseable {

	private final Tomcat tomcat = new Tomcat();

	private final McpSyncServer server;

	private final McpSyncClient client;

	private final McpAsyncClient asyncClient;

	McpTools(String name) throws LifecycleException {
		HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
			.mcpEndpoint("/mcp")
			.build();
		this.server = McpServer.sync(transport)
			.serverInfo(name, "1.0")
			.toolCall(tool("forecast"), (exchange,
					call) -> CallToolResult.builder().addTextContent("Rain in " + call.arguments().get("city")).build())
			.toolCall(tool("broken"),
					(exchange, call) -> CallToolResult.builder().addTextContent("out of order").isError(true).build())
			.build();
		this.tomcat.setBaseDir("target/tomcat");
		this.tomcat.setPort(0);
		Context context = this.tomcat.addContext("", null);
		Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
		context.addServletMappingDecoded("/*", "mcp");
		this.tomcat.start();
		this.client = McpClient.sync(transport()).requestTimeout(Duration.ofSeconds(20)).build();
		this.client.initialize();
		this.asyncClient = McpClient.async(transport()).requestTimeout(Duration.ofSeconds(20)).build();
		this.asyncClient.initialize().block(Duration.ofSeconds(20));
	}

	private HttpClientStreamableHttpTransport transport() {
		return HttpClientStreamableHttpTransport
			.builder("http://localhost:" + this.tomcat.getConnector().getLocalPort())
			.build();
	}

	private static Tool tool(String name) {
		return Tool.builder(name, Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))))
			.build();
	}

	McpSyncClient client() {
		return this.client;
	}

	McpAsyncClient asyncClient() {
		return this.asyncClient;
	}

	@Override
	public void close() throws LifecycleException {
		this.client.close();
		this.asyncClient.close();
		this.server.close();
		this.tomcat.stop();
		this.tomcat.destroy();
	}

}
