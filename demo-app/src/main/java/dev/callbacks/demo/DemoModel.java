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

	/** Long enough to kill something before its end. */
	private static final String INSTANCES = """
			Each instance writes what happens in its runs into a log that all of them share: a start, tokens, an end. \
			The log is a topic of Kafka, and the tokens of one answer lie in one partition, one behind the other, each \
			with its number. So there are two kinds of instances for the answer that you are reading. One produces it: it \
			has called the model, and nobody else can go on with that call. One serves it: your browser is connected to \
			it, and any instance can do that, since each of them can read the log.

			Your browser knows the number of the last token that it got. When its connection breaks, it asks another \
			instance for what comes after that number. If that instance is the one that produces the answer, it has the \
			latest tokens in its memory; if not, it reads them from the log. In both cases the text goes on with the next \
			token. None comes twice, and if some are lost, a remark says so in their place.

			Now kill the instance that serves. Nothing happens to the call of the model, since it runs elsewhere. What you \
			see is that the text halts for a moment and then goes on, served by the other instance. The model was asked \
			once, and it is paid for once.

			Kill the instance that produces, and the call of the model dies with it. No system can go on with it, but a good \
			one tells the truth about it. While an instance has open runs, it gives a sign of life in each second. When \
			there has been none for the time of its lease, the instance that looks after that part of the log ends the run \
			in its stead: as ABANDONED, with the text that had come. Handlers get that ending like any other, so that an \
			audit has its row and a counter its number. There is one ending for each run, whoever dies. If the process was \
			not dead but only paused, and comes back later, its own ending is void: the first one in the log is valid for \
			all who read it.

			And if nobody is killed, the answer ends here, as answers do.""";

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
		answers.put("instance", EmbeddedAnswer.text(INSTANCES));
		answers.put("fail", EmbeddedAnswer.text("This answer breaks off in the middle")
			.failingAfter(5, new IllegalStateException("the connection to the model was lost")));
		answers.put("", EmbeddedAnswer.text("You are talking to a model of the demo, which has prepared answers and "
				+ "needs no key. Every word that you see here was an event before: handlers on other threads were "
				+ "told of it, and the tree beside this chat is drawn from what they saw. Ask what a run is, what a "
				+ "handler is, or what a window is, or press one of the buttons."));
		return answers;
	}

}
