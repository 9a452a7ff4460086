// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Steps;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Reactor subscriber whose context has a value for an accessor that throws: its call
 * goes on, and the other values reach the handlers and leave the thread again (G8, G16).
 */
class SubscriberContextFaultTests {

	private static final ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();

	private final Recording.Blocking blocking = new Recording.Blocking((event) -> see());

	private final Recording.Async async = new Recording.Async((event) -> {
		see();
		return null;
	});

	private final List<@Nullable String> seen = new ArrayList<>();

	/**
	 * A way to make a call as a publisher.
	 */
	enum Way {

		MODEL_MONO((engine) -> engine.model("a").mono("x")),

		MODEL_STREAM((engine) -> engine.model("a").stream("x")),

		MODEL_EVENTS((engine) -> engine.model("a").events("x").flux()),

		STEP_MONO((engine) -> new Steps(engine.manager).lambda("step", (input) -> "output").mono("input")),

		STEP_STREAM((engine) -> new Steps(engine.manager).lambda("step", (input) -> "output").stream("input")),

		STEP_EVENTS((engine) -> new Steps(engine.manager).lambda("step", (input) -> "output").events("input").flux()),

		AGENT_STREAM((engine) -> new Steps(engine.manager).agent("agent", engine.model("a"))
			.build()
			.stream(ChatRequest.of("x"))),

		BODY_MONO((engine) -> engine.manager.chain("body").mono(() -> Mono.just("output"))),

		BODY_STREAM((engine) -> engine.manager.chain("body").stream(() -> Flux.just("output")));

		private final Function<BoundedEngine, Publisher<?>> call;

		Way(Function<BoundedEngine, Publisher<?>> call) {
			this.call = call;
		}

		CompletableFuture<?> subscribe(BoundedEngine engine) {
			return Subscription.of(this.call.apply(engine));
		}

	}

	enum Place {

		KEY, GET, SET, RESTORE, CLEAR

	}

	private synchronized void see() {
		this.seen.add(tenant.get());
	}

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", tenant::get, tenant::set, tenant::remove);
	}

	@AfterEach
	void unregister() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		tenant.remove();
	}

	static Stream<Arguments> cells() {
		return Stream.of(Way.values())
			.flatMap((way) -> Stream.of(Place.values()).map((place) -> Arguments.of(way, place)));
	}

	@ParameterizedTest
	@MethodSource("cells")
	void accessorThatThrowsChangesNoCall(Way way, Place place) {
		Throwing accessor = new Throwing(place);
		ContextRegistry.getInstance().registerThreadLocalAccessor(accessor);
		try (BoundedEngine engine = new BoundedEngine().with(this.blocking, this.async)) {
			tenant.set("before");
			accessor.isThrowing = true;
			assertThat(BoundedEngine.ended(way.subscribe(engine))).isNull();
			engine.assertOver();
			assertThat(this.seen).isNotEmpty().containsOnly("subscriber's");
			assertThat(tenant.get()).isEqualTo("before");
			accessor.isThrowing = false;
			engine.assertNextRunWorks();
		}
		finally {
			accessor.isThrowing = false;
			ContextRegistry.getInstance().removeThreadLocalAccessor(Throwing.KEY);
		}
	}

	@ParameterizedTest
	@EnumSource
	void runOfTheSubscriberIsTheParent(Way way) {
		try (BoundedEngine engine = new BoundedEngine().with(this.blocking)) {
			Run above = engine.open("above");
			CompletableFuture<?> call = Subscription.of(way.call.apply(engine), above.inside(Context.empty()));
			assertThat(BoundedEngine.ended(call)).isNull();
			above.cancel();
			engine.assertOver();
			assertThat(this.blocking.events()).filteredOn((event) -> event.run().parentId() == null)
				.allMatch((event) -> event.run().id().equals(above.info().id()));
		}
	}

	/**
	 * Subscriptions in a context.
	 */
	private static final class Subscription {

		private static CompletableFuture<?> of(Publisher<?> publisher) {
			return of(publisher, Context.of("tenant", "subscriber's", Throwing.KEY, "value"));
		}

		private static CompletableFuture<?> of(Publisher<?> publisher, Context context) {
			return Flux.from(publisher).contextWrite(context).collectList().toFuture();
		}

	}

	/**
	 * An accessor that throws at one place.
	 */
	private static final class Throwing implements ThreadLocalAccessor<String> {

		private static final String KEY = "throwing";

		private final ThreadLocal<@Nullable String> value = new ThreadLocal<>();

		private final Place place;

		volatile boolean isThrowing;

		private Throwing(Place place) {
			this.place = place;
		}

		private void at(Place place) {
			if (this.isThrowing && this.place == place) {
				throw new LinkageError("accessor");
			}
		}

		@Override
		public Object key() {
			at(Place.KEY);
			return KEY;
		}

		@Override
		public @Nullable String getValue() {
			at(Place.GET);
			return this.value.get();
		}

		@Override
		public void setValue(String value) {
			at(Place.SET);
			this.value.set(value);
		}

		@Override
		public void setValue() {
			at(Place.CLEAR);
			this.value.remove();
		}

		@Override
		public void restore(String previous) {
			at(Place.RESTORE);
			this.value.set(previous);
		}

		@Override
		public void restore() {
			at(Place.RESTORE);
			this.value.remove();
		}

	}

}
