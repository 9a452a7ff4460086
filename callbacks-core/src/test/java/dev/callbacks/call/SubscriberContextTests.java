// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.callbacks.CallbackHandler;
import dev.callbacks.RetryPolicy;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publishers whose subscriber brings values in its context, on a thread that has none:
 * bodies and providers find them there, as handlers do (G8).
 */
class SubscriberContextTests {

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final Steps steps = new Steps(this.manager);

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
	}

	@AfterEach
	void unregister() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
	}

	@ParameterizedTest
	@EnumSource
	void contextIsSeenByWork(Way way) throws Exception {
		assertSeen(way);
	}

	@ParameterizedTest
	@EnumSource
	void contextIsSeenByWorkThatWaitsForHandlers(Way way) throws Exception {
		this.manager.add(new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				look(event.getClass().getSimpleName());
			}

		});
		assertSeen(way);
	}

	private void assertSeen(Way way) throws Exception {
		Flux.from(way.publisher.apply(this))
			.contextWrite(Context.of("tenant", "a"))
			.subscribeOn(Schedulers.boundedElastic())
			.blockLast(Duration.ofSeconds(20));
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		assertThat(this.seen).isNotEmpty().allMatch((tenant) -> tenant.endsWith(": a"));
	}

	private String look(String who) {
		this.seen.add(who + ": " + TENANT.get());
		return who;
	}

	private CallbackChatModel model(boolean blocking) {
		return new CallbackChatModel(this.manager, new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				return Flux.just(ChatChunk.of(look("provider")));
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

	private Step<String, String> lambda() {
		return this.steps.lambda("lambda", (text) -> look("lambda"));
	}

	private Step<String, String> generator() {
		return this.steps.generator("generator", (input) -> {
			look("generator");
			return input;
		});
	}

	enum Way {

		CHAIN((test) -> test.manager.chain("c").stream(() -> Flux.just(test.look("body")))),

		CHAIN_MONO((test) -> test.manager.chain("c").mono(() -> Mono.just(test.look("body")))),

		MODEL((test) -> test.model(false).stream("x")),

		MODEL_MONO((test) -> test.model(false).mono("x")),

		MODEL_EVENTS((test) -> test.model(false).events(ChatRequest.of("x")).flux()),

		BLOCKING_MODEL((test) -> test.model(true).stream("x")),

		BLOCKING_MODEL_MONO((test) -> test.model(true).mono("x")),

		LAMBDA((test) -> test.lambda().stream("x")),

		LAMBDA_ASYNC((test) -> test.steps
			.lambdaAsync("lambda", (text) -> CompletableFuture.completedFuture(test.look("lambda")))
			.stream("x")),

		GENERATOR((test) -> test.generator().stream("x")),

		GENERATOR_WITH_RETRY((test) -> test.generator().withRetry(RetryPolicy.maxAttempts(2)).stream("x")),

		SEQUENCE((test) -> test.generator().then(test.lambda()).then(test.generator()).stream("x")),

		PARALLEL((test) -> test.steps.parallel(Map.of("one", test.lambda(), "two", test.generator())).stream("x")),

		AGENT((test) -> test.steps.agent("agent", test.model(false)).build().stream(ChatRequest.of("x")));

		private final Function<SubscriberContextTests, Publisher<?>> publisher;

		Way(Function<SubscriberContextTests, Publisher<?>> publisher) {
			this.publisher = publisher;
		}

	}

}
