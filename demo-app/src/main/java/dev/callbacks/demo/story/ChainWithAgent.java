// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import dev.callbacks.step.Tool;
import reactor.core.publisher.Flux;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A chain of a retriever, a prompt and an agent with two tools.
 */
@Component
@Order(5)
final class ChainWithAgent implements Scenario {

	private final Steps steps;

	private final CallbackChatModel chatModel;

	private final Tool weather = tool("weather", "Tells the weather", "rain until noon");

	private final Tool train = tool("train", "Finds a train", "leaves at 9:12, arrives at 11:30");

	ChainWithAgent(Steps steps, CallbackChatModel chatModel) {
		this.steps = steps;
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "A chain with an agent";
	}

	@Override
	public String text() {
		return "A search, a prompt, and an agent that calls two tools at once: each is a run below the chain, "
				+ "and nothing is passed by hand.";
	}

	@Override
	public Flux<Line> play() {
		// tag::code[]
		Step<ChatRequest, LlmResult> agent = this.steps.agent("travel-agent", this.chatModel)
			.tools(this.weather, this.train)
			.build();
		Step<String, String> trip = this.steps.retriever("guide-books", this::search)
			.then(this.steps.lambda("question", this::question))
			.then(agent)
			.then(this.steps.parser("text", LlmResult::text));
		Flux<CallbackEvent> events = trip.named("trip").events("Paris").flux();
		// end::code[]
		return events.map(Line::event);
	}

	private List<Document> search(String city) {
		return List.of(new Document("1", "How do I get to " + city + ", and do I need an umbrella?", Map.of()));
	}

	private ChatRequest question(List<Document> found) {
		return ChatRequest.of(found.get(0).text());
	}

	private static Tool tool(String name, String description, String answer) {
		return Tool.of(new ToolDefinition(name, description, "{\"type\": \"object\"}"), (arguments) -> {
			LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
			return answer;
		});
	}

}
