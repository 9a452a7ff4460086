// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server on loopback that speaks MCP over HTTP and has one tool, {@code weather}.
 */
final class McpServer implements AutoCloseable {

	private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");

	private static final String INITIALIZED = """
			{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
			"serverInfo":{"name":"weather-server","version":"1"}}""";

	private static final String TOOLS = """
			{"tools":[{"name":"weather","description":"tells the weather",
			"inputSchema":{"type":"object","properties":{"city":{"type":"string"}}}}]}""";

	private static final String CALLED = """
			{"content":[{"type":"text","text":"Sunny"}],"isError":false}""";

	private final HttpServer server;

	McpServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		this.server.createContext("/mcp", McpServer::answer);
		this.server.start();
	}

	String url() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/mcp";
	}

	private static void answer(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		Matcher id = ID.matcher(request);
		if (!exchange.getRequestMethod().equals("POST")) {
			exchange.sendResponseHeaders(405, -1);
		}
		else if (!id.find()) {
			exchange.sendResponseHeaders(202, -1);
		}
		else {
			byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":" + result(request) + "}")
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
		}
		exchange.close();
	}

	private static String result(String request) {
		if (request.contains("\"initialize\"")) {
			return INITIALIZED;
		}
		if (request.contains("\"tools/list\"")) {
			return TOOLS;
		}
		return request.contains("\"tools/call\"") ? CALLED : "{}";
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
