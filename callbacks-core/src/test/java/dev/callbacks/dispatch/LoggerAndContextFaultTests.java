// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.event.EventType;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A logging backend, and accessors of the caller's context, that throw: neither changes a
 * call, nor what handlers see of it (G3, G8, G16).
 */
class LoggerAndContextFaultTests {

	private static final String[] ALL = { "ChatModelStart", "token:a", "token:b", "token:", "LlmEnd" };

	private final Recording.Blocking blocking = new Recording.Blocking();

	private final Recording.Async async = new Recording.Async();

	enum Fault {

		RUNTIME, LINKAGE;

		RuntimeException make() {
			return Hostile.<RuntimeException>sneaky(
					(this == RUNTIME) ? new IllegalStateException("foreign code") : new LinkageError("foreign code"));
		}

	}

	private void assertSeenByAll(BoundedEngine engine, CallWay way) {
		assertThat(BoundedEngine.ended(way.ask(engine.model("a", "b")))).isNull();
		engine.assertOver();
		assertThat(this.blocking.names()).containsExactly(ALL);
		assertThat(this.async.names()).containsExactly(ALL);
	}

	// The logging backend

	static Stream<Arguments> unreadable() {
		List<Arguments> cells = new ArrayList<>();
		for (CallWay way : CallWay.values()) {
			for (HandlerErrorsTests.Kind kind : HandlerErrorsTests.Kind.values()) {
				for (EventType type : List.of(EventType.CHAT_MODEL_START, EventType.LLM_NEW_TOKEN, EventType.LLM_END)) {
					cells.add(Arguments.of(way, kind, type));
				}
			}
		}
		return cells.stream();
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void handlerThatThrowsWhatCannotBeLoggedChangesNoCall(CallWay way, HandlerErrorsTests.Kind kind, EventType type) {
		Handler failing = kind.handler(type, new Hostile.Unreadable());
		try (BoundedEngine engine = new BoundedEngine().with(failing, this.blocking, this.async)) {
			assertSeenByAll(engine, way);
		}
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void failureThatTheLoggingBackendCannotTakeChangesNoCall(CallWay way, HandlerErrorsTests.Kind kind,
			EventType type) {
		Handler failing = kind.handler(type, new IllegalStateException("handler"));
		Fault fault = (type == EventType.LLM_END) ? Fault.RUNTIME : Fault.LINKAGE;
		try (BoundedEngine engine = new BoundedEngine().with(failing, this.blocking, this.async);
				BrokenLogging logging = new BrokenLogging(fault)) {
			assertThat(logging).isNotNull();
			assertSeenByAll(engine, way);
		}
	}

	@ParameterizedTest
	@EnumSource
	void handlersAreGivenUpThoughTheLoggingBackendThrows(Fault fault) {
		HandlerSettings impatient = HandlerSettings.none().withTimeout(Duration.ofMillis(100));
		Recording.Async never = new Recording.Async(impatient, (event) -> new CompletableFuture<>());
		try (BoundedEngine engine = new BoundedEngine().with(never, this.blocking);
				BrokenLogging logging = new BrokenLogging(fault)) {
			assertThat(logging).isNotNull();
			for (int i = 0; i < 2; i++) {
				DrivenRun run = engine.open("run");
				assertThat(BoundedEngine.ended(run.started().toCompletableFuture().thenApply((value) -> value)))
					.isNull();
				run.end(null);
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.blocking.events());
		}
	}

	@ParameterizedTest
	@EnumSource
	void stopComesToItsEndThoughTheLoggingBackendThrows(Fault fault) {
		Recording.Async never = new Recording.Async((event) -> new CompletableFuture<>());
		try (BoundedEngine engine = new BoundedEngine().with(never, this.blocking);
				BrokenLogging logging = new BrokenLogging(fault)) {
			assertThat(logging).isNotNull();
			DrivenRun run = engine.open("run");
			assertThat(engine.manager.stop(Duration.ofMillis(100))).isFalse();
			assertThat(BoundedEngine.ended(run.finished().toCompletableFuture())).isNotNull();
			engine.assertOver();
		}
	}

	/** Throws at whatever the product logs. */
	private static final class BrokenLogging extends TurboFilter implements AutoCloseable {

		private final Fault fault;

		private BrokenLogging(Fault fault) {
			this.fault = fault;
			start();
			context().addTurboFilter(this);
		}

		private static LoggerContext context() {
			return (LoggerContext) LoggerFactory.getILoggerFactory();
		}

		@Override
		@SuppressWarnings("NullAway")
		public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] parameters,
				Throwable failure) {
			if (level == Level.WARN && logger.getName().startsWith("dev.callbacks")) {
				throw this.fault.make();
			}
			return FilterReply.NEUTRAL;
		}

		@Override
		public void close() {
			context().getTurboFilterList().remove(this);
		}

	}

	// The caller's context

	enum Place {

		KEY, GET, SET, CLEAR, RESTORE, RESTORE_NOTHING

	}

	static Stream<Arguments> accessors() {
		List<Arguments> cells = new ArrayList<>();
		for (CallWay way : CallWay.values()) {
			for (Place place : Place.values()) {
				for (Fault fault : Fault.values()) {
					cells.add(Arguments.of(way, place, fault, true));
					cells.add(Arguments.of(way, place, fault, false));
				}
			}
		}
		return cells.stream();
	}

	@ParameterizedTest
	@MethodSource("accessors")
	void accessorThatThrowsChangesNoCall(CallWay way, Place place, Fault fault, boolean hasValue) {
		ThrowingAccessor accessor = new ThrowingAccessor(place, fault);
		ContextRegistry.getInstance().registerThreadLocalAccessor(accessor);
		try (BoundedEngine engine = new BoundedEngine().with(this.blocking, this.async)) {
			accessor.value.set(hasValue ? "caller's" : null);
			accessor.isThrowing = true;
			assertSeenByAll(engine, way);
			assertThat(accessor.value.get()).isEqualTo(hasValue ? "caller's" : null);
			CompletableFuture<String> body = engine.manager.chain("chain").submit(() -> "result");
			assertThat(BoundedEngine.ended(body)).isNull();
			accessor.isThrowing = false;
			engine.assertNextRunWorks();
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor(ThrowingAccessor.KEY);
		}
	}

	@Test
	void accessorThatThrowsOnlyOnForeignThreadsChangesNoCall() {
		for (Place place : Place.values()) {
			this.blocking.receipts.clear();
			this.async.receipts.clear();
			ThrowingAccessor accessor = new ThrowingAccessor(place, Fault.LINKAGE);
			accessor.spared = Thread.currentThread();
			ContextRegistry.getInstance().registerThreadLocalAccessor(accessor);
			try (BoundedEngine engine = new BoundedEngine().with(this.blocking, this.async)) {
				accessor.value.set("caller's");
				accessor.isThrowing = true;
				assertSeenByAll(engine, CallWay.FUTURE);
			}
			finally {
				ContextRegistry.getInstance().removeThreadLocalAccessor(ThrowingAccessor.KEY);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void valuesThatCannotBeComparedChangeNoCall(CallWay way) {
		ThreadLocal<Map<String, String>> value = new ThreadLocal<>();
		ContextRegistry.getInstance()
			.registerThreadLocalAccessor("incomparable", value::get, value::set, value::remove);
		Recording.Blocking changing = new Recording.Blocking((event) -> value.set(new Incomparable()));
		try (BoundedEngine engine = new BoundedEngine().with(changing, this.blocking, this.async)) {
			value.set(new Incomparable());
			assertSeenByAll(engine, way);
			Context context = Context.of("incomparable", new Incomparable());
			CompletableFuture<?> carried = engine.model("a").stream("x").contextWrite(context).collectList().toFuture();
			assertThat(BoundedEngine.ended(carried)).isNull();
			assertThat(engine.isIdle()).isTrue();
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("incomparable");
		}
	}

	/** A map that is being changed, say. */
	private static final class Incomparable extends HashMap<String, String> {

		private static final long serialVersionUID = 1;

		private Incomparable() {
			put("key", "value");
		}

		@Override
		public boolean equals(@Nullable Object other) {
			throw new ConcurrentModificationException();
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	private static final class ThrowingAccessor implements ThreadLocalAccessor<String> {

		private static final String KEY = "throwing";

		final ThreadLocal<@Nullable String> value = new ThreadLocal<>();

		private final Place place;

		private final Fault fault;

		volatile boolean isThrowing;

		volatile @Nullable Thread spared;

		private ThrowingAccessor(Place place, Fault fault) {
			this.place = place;
			this.fault = fault;
		}

		private void at(Place place) {
			if (this.isThrowing && this.place == place && this.spared != Thread.currentThread()) {
				throw this.fault.make();
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
			this.value.set(previous);
			at(Place.RESTORE);
		}

		@Override
		public void restore() {
			this.value.remove();
			at(Place.RESTORE_NOTHING);
		}

	}

}
