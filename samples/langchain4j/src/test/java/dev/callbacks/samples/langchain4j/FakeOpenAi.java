// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.langchain4j;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that answers as OpenAI does: first it asks for the tool, then it answers.
 */
final class FakeOpenAi {

	private static final String TOOL = """
			{"role":"assistant","tool_calls":[{"index":0,"id":"1","type":"function","function":{"name":"time",\
			"arguments":"{\\"zone\\":\\"Europe/Lisbon\\"}"}}]}""";

	private static final String ANSWER = "{\"role\":\"assistant\",\"content\":\"Late.\"}";

	private static final AtomicInteger asked = new AtomicInteger();

	private FakeOpenAi() {
	}

	static String start() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", FakeOpenAi::answer);
		server.start();
		return "http://localhost:" + server.getAddress().getPort();
	}

	private static void answer(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		boolean first = asked.getAndIncrement() == 0;
		String chunks = chunk(first ? TOOL : ANSWER, "null") + chunk("{}", first ? "\"tool_calls\"" : "\"stop\"")
				+ "data: [DONE]\n\n";
		exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write(chunks.getBytes(StandardCharsets.UTF_8));
		exchange.close();
	}

	private static String chunk(String delta, String reason) {
		return "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt\",\"choices\":"
				+ "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + reason + "}]}\n\n";
	}

}
