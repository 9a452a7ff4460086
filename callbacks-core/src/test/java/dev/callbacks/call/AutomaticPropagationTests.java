// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.StartEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls while Reactor restores thread-locals from its context by itself, as with
 * {@code spring.reactor.context-propagation=auto}: bodies, providers and handlers have
 * the context of the caller as without that (G8).
 */
class AutomaticPropagationTests {

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	@BeforeEach
	void propagate() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
		Hooks.enableAutomaticContextPropagation();
		TENANT.set("a");
	}

	@AfterEach
	void stop() {
		TENANT.remove();
		Hooks.disableAutomaticContextPropagation();
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
	}

	@ParameterizedTest
	@EnumSource
	void contextOfTheCallerIsSeenEverywhere(Way way) throws Exception {
		this.manager.add(new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				look("blocking " + event.getClass().getSimpleName());
			}

		});
		this.manager.add(new AsyncCallbackHandler() {

			@Override
			public CompletableFuture<?> onEvent(CallbackEvent event) {
				look("awaited " + event.getClass().getSimpleName());
				return CompletableFuture.runAsync(() -> {
				});
			}

		});
		look(way);
	}

	@ParameterizedTest
	@EnumSource
	void contextOfTheCallerIsSeenWithoutHandlers(Way way) throws Exception {
		look(way);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "STREAM", "MONO", "MODEL_STREAM", "MODEL_MONO",
			"MODEL_EVENTS", "MODEL_EVENT_ITERATOR", "BLOCKING_MODEL_STREAM", "STEP_STREAM", "STEP_EVENTS" })
	void b64ChangeOfAnInlineHandlerIsSeenByWhatFollowsItsStart(Way way) throws Exception {
		assertChangeIsSeen(way);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STEP_STREAM")
	void b64ChangeOfAnInlineHandlerIsSeenWithoutPropagation(Way way) throws Exception {
		Hooks.disableAutomaticContextPropagation();
		assertChangeIsSeen(way);
	}

	private void assertChangeIsSeen(Way way) throws Exception {
		this.manager.add(new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withInline(true);
			}

			@Override
			public void onEvent(CallbackEvent event) {
				if (event instanceof StartEvent) {
					TENANT.set("changed");
				}
			}

		});
		this.manager.add(new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				look("blocking " + event.getClass().getSimpleName());
			}

		});
		way.call.accept(this);
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		assertThat(TENANT.get()).isEqualTo("changed");
		assertThat(this.seen).isNotEmpty().containsOnly("changed");
	}

	@ParameterizedTest
	@EnumSource
	void streamBeginsBelowTheRunInWhichItIsSubscribed(Streamed way) throws Exception {
		List<StartEvent> starts = new CopyOnWriteArrayList<>();
		this.manager.add(new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				if (event instanceof StartEvent start) {
					starts.add(start);
				}
			}

		});
		this.manager.chain("above").call(() -> {
			CompletableFuture<Object> done = new CompletableFuture<>();
			way.stream.apply(this).subscribe((item) -> {
			}, done::completeExceptionally, () -> done.complete(null));
			return done.join();
		});
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		assertThat(starts).hasSizeGreaterThan(1);
		assertThat(starts).filteredOn((start) -> start.run().parentId() == null)
			.singleElement()
			.satisfies((root) -> assertThat(root.run().name()).isEqualTo("above"));
	}

	private void look(Way way) throws Exception {
		way.call.accept(this);
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		assertThat(TENANT.get()).isEqualTo("a");
		assertThat(this.seen).isNotEmpty().containsOnly("a");
	}

	private String look(String who) {
		String tenant = TENANT.get();
		this.seen.add((tenant != null) ? tenant : "none: " + who);
		return who;
	}

	private CallbackChatModel model(boolean blocking) {
		return new CallbackChatModel(this.manager, new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				look("provider");
				return Flux.defer(() -> {
					look("stream of the provider");
					return Flux.just("a", "b").map(ChatChunk::of).doOnNext((chunk) -> look("token of the provider"));
				});
			}

			@Override
			public String name() {
				return "looking";
			}

			@Override
			public boolean isBlocking() {
				return blocking;
			}

		});
	}

	private Step<String, String> step() {
		Steps steps = new Steps(this.manager);
		Step<String, String> first = steps.lambda("first", (text) -> look("first"));
		Step<String, String> second = steps.lambdaAsync("second",
				(text) -> CompletableFuture.completedFuture(look("second")));
		Step<String, String> asks = steps.lambda("asks", (text) -> {
			model(false).call(text);
			return model(false).callAsync(text).join().text();
		});
		return first.then(second)
			.then(steps.parallel(Map.of("one", first, "two", asks)))
			.then(steps.lambda("last", (all) -> look("last")));
	}

	enum Streamed {

		CHAIN((test) -> test.manager.chain("c").stream(() -> Flux.just("x"))),

		MONO((test) -> test.manager.chain("c").mono(() -> Mono.just("x")).flux().cast(Object.class)),

		MODEL((test) -> test.model(false).stream("x").map(ChatChunk::text)),

		MODEL_EVENTS((test) -> test.model(false).events(ChatRequest.of("x")).flux()),

		STEP((test) -> test.step().stream("x")),

		STEP_EVENTS((test) -> test.step().events("x").flux()),

		GENERATOR((test) -> new Steps(test.manager).<String, String>generator("g", (input) -> input).stream("x")),

		GENERATORS((test) -> new Steps(test.manager).<String, String>generator("g", (input) -> input)
			.then(new Steps(test.manager).generator("h", (input) -> input))
			.transform(Flux.just("x", "y"), RunConfig.empty()));

		private final Function<AutomaticPropagationTests, Flux<? extends Object>> stream;

		Streamed(Function<AutomaticPropagationTests, Flux<? extends Object>> stream) {
			this.stream = stream;
		}

	}

	enum Way {

		CALL((test) -> test.manager.chain("c").call(() -> test.look("body"))),

		NESTED((test) -> test.manager.chain("c").call(() -> test.manager.chain("d").call(() -> test.look("body")))),

		SUBMIT((test) -> test.manager.chain("c").submit(() -> test.look("body")).join()),

		CALL_ASYNC((test) -> test.manager.chain("c")
			.callAsync(() -> CompletableFuture.completedFuture(test.look("body")))
			.join()),

		NESTED_ASYNC((test) -> test.manager.chain("c")
			.callAsync(() -> test.manager.chain("d").callAsync(() -> test.model(false).callAsync(test.look("body"))))
			.join()),

		STREAM((test) -> test.manager.chain("c").stream(() -> Flux.just(test.look("body"))).blockLast()),

		MONO((test) -> test.manager.chain("c").mono(() -> Mono.just(test.look("body"))).block()),

		MODEL_CALL((test) -> test.model(false).call("x")),

		MODEL_CALL_ASYNC((test) -> test.model(false).callAsync("x").join()),

		MODEL_STREAM((test) -> test.model(false).stream("x").blockLast()),

		MODEL_MONO((test) -> test.model(false).mono("x").block()),

		MODEL_EVENTS((test) -> test.model(false).events(ChatRequest.of("x")).flux().blockLast()),

		MODEL_EVENT_ITERATOR((test) -> test.model(false).events(ChatRequest.of("x")).forEach((event) -> {
		})),

		GENERATE((test) -> test.model(false)
			.generate(List.of(List.of(ChatMessage.user("x")), List.of(ChatMessage.user("y"))))),

		GENERATE_ASYNC((test) -> test.model(false)
			.generateAsync(List.of(List.of(ChatMessage.user("x")), List.of(ChatMessage.user("y"))))
			.join()),

		COMPLETE((test) -> test.model(false).complete("x")),

		COMPLETE_ASYNC((test) -> test.model(false).completeAsync("x").join()),

		BLOCKING_MODEL_CALL((test) -> test.model(true).call("x")),

		BLOCKING_MODEL_CALL_ASYNC((test) -> test.model(true).callAsync("x").join()),

		BLOCKING_MODEL_STREAM((test) -> test.model(true).stream("x").blockLast()),

		STEP_CALL((test) -> test.step().call("x")),

		STEP_CALL_ASYNC((test) -> test.step().callAsync("x").join()),

		STEP_STREAM((test) -> test.step().stream("x").blockLast()),

		STEP_BATCH((test) -> test.step().batch(List.of("x", "y"))),

		STEP_BATCH_ASYNC((test) -> test.step().batchAsync(List.of("x", "y")).join()),

		STEP_EVENTS((test) -> test.step().events("x").flux().blockLast());

		private final Consumer<AutomaticPropagationTests> call;

		Way(Consumer<AutomaticPropagationTests> call) {
			this.call = call;
		}

	}

}
