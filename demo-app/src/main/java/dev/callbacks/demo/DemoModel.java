// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Role;
import dev.callbacks.message.ToolCall;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A model with prepared answers, at the pace at which people read.
 */
@Component
public final class DemoModel {

	private static final Map<String, EmbeddedAnswer> ANSWERS = answers();

	private final Duration pace;

	DemoModel(@Value("${demo.pace}") Duration pace) {
		this.pace = pace;
	}

	/**
	 * Creates a provider that gives the answers.
	 * @param script the answer to each request
	 * @return the provider
	 */
	public ChatProvider provider(Function<ChatRequest, EmbeddedAnswer> script) {
		return EmbeddedChatProvider.builder().model("demo").script(script).delay(this.pace).build();
	}

	/**
	 * Streams the answer to a question, on a thread that may wait as those of real
	 * clients may.
	 * @param question the question
	 * @return the tokens of the answer
	 */
	public Flux<String> tokens(String question) {
		return Flux.fromIterable(answer(question).tokens()).delayElements(this.pace, Schedulers.boundedElastic());
	}

	/**
	 * Answers a request.
	 * @param request the request
	 * @return the answer: calls of tools if there are any, then a text
	 */
	public static EmbeddedAnswer answer(ChatRequest request) {
		ChatMessage last = request.messages().get(request.messages().size() - 1);
		if (!request.options().tools().isEmpty() && last.role() != Role.TOOL) {
			return EmbeddedAnswer.toolCalls(new ToolCall("call-1", "weather", "{\"city\": \"Paris\"}"),
					new ToolCall("call-2", "train", "{\"to\": \"Paris\"}"));
		}
		return answer((last.role() == Role.TOOL) ? "umbrella" : last.text());
	}

	private static EmbeddedAnswer answer(String question) {
		return ANSWERS.entrySet()
			.stream()
			.filter((answer) -> question.toLowerCase().contains(answer.getKey()))
			.findFirst()
			.map(Map.Entry::getValue)
			.orElseThrow();
	}

	private static Map<String, EmbeddedAnswer> answers() {
		Map<String, EmbeddedAnswer> answers = new LinkedHashMap<>();
		answers.put("joke", EmbeddedAnswer.tokens("", "Why", " don't scientists trust atoms?\n\nBecause they make up",
				" everything!"));
		answers.put("umbrella", EmbeddedAnswer.text("Take the umbrella. It rains in Paris until noon, and the train "
				+ "that leaves at 9:12 arrives at 11:30."));
		answers.put("window",
				EmbeddedAnswer.text("A window is the number of tokens that a handler may be behind. "
						+ "While there is room, the answer goes on and the handler catches up. When there is none, "
						+ "the provider is pushed back: nothing is lost, and nothing piles up."));
		answers.put("handler", EmbeddedAnswer.text("A handler is a bean that is told what happens to a model call: "
				+ "it starts, a token comes, it ends or fails. Handlers may block, since they have threads of their "
				+ "own, and none of them holds up another."));
		answers.put("run",
				EmbeddedAnswer.text("A run is one piece of work: a model call, a tool, a search, a chain. "
						+ "It has an id and a parent, one start and one ending, and in between the tokens that you are "
						+ "reading now."));
		answers.put("fail", EmbeddedAnswer.text("This answer breaks off in the middle")
			.failingAfter(5, new IllegalStateException("the connection to the model was lost")));
		answers.put("", EmbeddedAnswer.text("You are talking to a model of the demo, which has prepared answers and "
				+ "needs no key. Every word that you see here was an event before: handlers on other threads were "
				+ "told of it, and the tree beside this chat is drawn from what they saw. Ask what a run is, what a "
				+ "handler is, or what a window is, or press one of the buttons."));
		return answers;
	}

}
