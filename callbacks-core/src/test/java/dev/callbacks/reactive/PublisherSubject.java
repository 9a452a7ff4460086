// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.reactive;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestProvider;
import dev.callbacks.call.Handoff;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.StartEvent;
import dev.callbacks.handler.TokenBridge;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Each publisher that the library returns, made to stream as many elements as asked for.
 *
 * @param name what it is called
 * @param max how many elements it has at most
 * @param ofSize makes one with so many elements, or {@code null} if it cannot have them
 * @param failed makes one that fails without an element, or {@code null}
 * @param lacks the optional rules that it does not keep
 */
record PublisherSubject(String name, long max, LongFunction<Publisher<?>> ofSize, Supplier<Publisher<?>> failed,
		Set<String> lacks) {

	/** A model that says nothing has failed, and events are never none. */
	private static final String EMPTY = "optional_spec105_emptyStreamMustTerminateBySignallingOnComplete";

	/** Enough for a rule that asks for as many as there are numbers. */
	private static final long MANY = 1_000;

	/** Runs differ in their ids, parallel branches in their order. */
	private static final String SAME = "optional_spec111_multicast";

	/** There is one subscriber. */
	private static final String MULTI = "optional_spec111";

	private static final ChatRequest REQUEST = ChatRequest.of("Hello").streaming();

	private static final IllegalStateException FAILURE = new IllegalStateException("fails");

	private PublisherSubject(String name, LongFunction<Publisher<?>> ofSize, Supplier<Publisher<?>> failed,
			String... lacks) {
		this(name, Long.MAX_VALUE - 1, ofSize, failed, Set.of(lacks));
	}

	private static PublisherSubject single(String name, LongFunction<Publisher<?>> ofSize,
			Supplier<Publisher<?>> failed, String... lacks) {
		return new PublisherSubject(name, 1, ofSize, failed, Set.of(lacks));
	}

	/**
	 * All of them.
	 * @param bare a manager without handlers
	 * @param observed a manager with handlers of each kind
	 * @param stopped a manager that has stopped
	 */
	static List<PublisherSubject> all(CallbackDispatcher bare, CallbackDispatcher observed,
			CallbackDispatcher stopped) {
		return List.of(
				new PublisherSubject("stream of a model without handlers", (n) -> chat(bare, n),
						() -> failing(bare).stream(REQUEST), EMPTY),
				new PublisherSubject("stream of a model with handlers", (n) -> chat(observed, n),
						() -> failing(observed).stream(REQUEST), EMPTY),
				new PublisherSubject("stream of a model in lockstep", (n) -> lockstep(observed, n),
						() -> failing(observed).stream(REQUEST), EMPTY),
				new PublisherSubject("text stream of a model", (n) -> model(observed, chunks(n)).streamText("Hello"),
						() -> failing(observed).streamText("Hello"), EMPTY),
				single("mono of a model", (n) -> model(observed, chunks(3)).mono(REQUEST),
						() -> failing(observed).mono(REQUEST), EMPTY),
				new PublisherSubject("events of a step", (n) -> events(observed, n),
						() -> new Steps(stopped).<String, String>lambda("echo", (text) -> text).events("x").flux(),
						EMPTY, SAME),
				new PublisherSubject("stream of a chain without handlers",
						(n) -> bare.chain("chain").stream(() -> numbers(n)),
						() -> bare.chain("chain").stream(() -> Flux.error(FAILURE))),
				new PublisherSubject("stream of a chain with handlers",
						(n) -> observed.chain("chain").stream(() -> numbers(n)),
						() -> observed.chain("chain").stream(() -> Flux.error(FAILURE))),
				single("mono of a chain",
						(n) -> observed.chain("chain").mono(() -> (n == 0) ? Mono.empty() : Mono.just(n)),
						() -> observed.chain("chain").mono(() -> Mono.error(FAILURE))),
				new PublisherSubject("stream of a generator step", (n) -> generator(observed, n).stream(n),
						() -> failing(new Steps(observed)).stream(1L)),
				new PublisherSubject("stream of a sequence",
						(n) -> generator(observed, n)
							.then(new Steps(observed).<Integer, Integer>generator("same", (flux) -> flux))
							.stream(n),
						() -> failing(new Steps(observed))
							.then(new Steps(observed).<Integer, Integer>lambda("same", (x) -> x))
							.stream(1L)),
				new PublisherSubject("stream of fallbacks",
						(n) -> failing(new Steps(observed)).withFallbacks(generator(observed, n)).stream(n),
						() -> failing(new Steps(observed)).withFallbacks(failing(new Steps(observed))).stream(1L)),
				new PublisherSubject(
						"stream of a parallel step", (
								n) -> new Steps(observed)
									.parallel((n < 2) ? Map.of("only", generator(observed, n))
											: Map.of("left", generator(observed, 1), "right",
													generator(observed, n - 1)))
									.stream(n),
						() -> new Steps(observed).parallel(Map.of("only", failing(new Steps(observed)))).stream(1L),
						SAME),
				single("mono of a step", (n) -> new Steps(observed).<Long, Long>lambda("same", (x) -> x).mono(n),
						() -> new Steps(observed).lambda("fails", (x) -> {
							throw FAILURE;
						}).mono(1L), EMPTY),
				new PublisherSubject("stream of an observed model",
						(n) -> observed(observed).stream(() -> chunks(n), PlainReader::new),
						() -> observed(observed).stream(() -> Flux.error(FAILURE), PlainReader::new)),
				new PublisherSubject("hand-over", PublisherSubject::handoff, () -> {
					Handoff<Integer> handoff = new Handoff<>(2, () -> {
					});
					handoff.complete(FAILURE);
					return handoff;
				}, MULTI), new PublisherSubject("tokens of a bridge", (n) -> bridge(observed, n), () -> {
					TokenBridge bridge = new TokenBridge();
					failing(observed).with(RunConfig.handlers(bridge)).callAsync(REQUEST);
					return JdkFlowAdapter.flowPublisherToFlux(bridge.publisher());
				}, MULTI, EMPTY));
	}

	private static Flux<Integer> numbers(long count) {
		return Flux.range(0, (int) Math.min(count, MANY));
	}

	/** The last of them is marked so. */
	private static Flux<ChatChunk> chunks(long count) {
		return numbers(count)
			.map((number) -> (number == Math.min(count, MANY) - 1) ? ChatChunk.closing() : ChatChunk.of("t" + number));
	}

	private static CallbackChatModel model(CallbackDispatcher manager, Flux<ChatChunk> chunks) {
		return new CallbackChatModel(manager, TestProvider.of(() -> chunks));
	}

	private static CallbackChatModel failing(CallbackDispatcher manager) {
		return model(manager, Flux.error(FAILURE));
	}

	private static Publisher<?> chat(CallbackDispatcher manager, long count) {
		return model(manager, chunks(count)).stream(REQUEST);
	}

	private static Publisher<?> lockstep(CallbackDispatcher manager, long count) {
		RunConfig config = RunConfig.handlers(new Recording.Blocking(HandlerSettings.none().withWindow(1)));
		return model(manager, chunks(count)).with(config).stream(REQUEST);
	}

	/**
	 * Start and end are two of them.
	 */
	private static Publisher<?> events(CallbackDispatcher manager, long count) {
		Step<Long, Long> step = new Steps(manager).lambda("emits", (size) -> {
			for (int i = 0; i < Math.min(count, MANY) - 2; i++) {
				Run.current().emit("number", i);
			}
			return size;
		});
		if (count < 2) {
			return step.events(count).flux().filter(StartEvent.class::isInstance);
		}
		return step.events(count).flux();
	}

	private static Step<Long, Integer> generator(CallbackDispatcher manager, long count) {
		return new Steps(manager).generator("numbers", (input) -> input.flatMap((any) -> numbers(count)));
	}

	private static Step<Long, Integer> failing(Steps steps) {
		return steps.generator("fails", (input) -> Flux.error(FAILURE));
	}

	private static ObservedModel observed(CallbackDispatcher manager) {
		return new ObservedModel(manager, "observed", () -> REQUEST, Map.of(), RunConfig.empty());
	}

	private static Publisher<?> handoff(long count) {
		Handoff<Integer> handoff = new Handoff<>(2, () -> {
		});
		for (int i = 0; i < Math.min(count, MANY); i++) {
			handoff.offer(handoff, i);
		}
		handoff.complete(null);
		return handoff;
	}

	private static Publisher<?> bridge(CallbackDispatcher manager, long count) {
		TokenBridge bridge = new TokenBridge();
		model(manager, chunks(count)).with(RunConfig.handlers(bridge)).callAsync(REQUEST);
		return bridge.flux();
	}

	boolean mayLack(String rule) {
		return this.lacks.stream().anyMatch(rule::startsWith);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
