// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.message.ChatRequest;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The caller's context in handlers, on every thread (G8).
 */
class RunContextTests {

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@BeforeAll
	static void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
	}

	@AfterAll
	static void remove() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
	}

	@AfterEach
	void clear() {
		TENANT.remove();
		MDC.clear();
	}

	private void look(Object event) {
		this.seen.add(TENANT.get() + "/" + MDC.get("trace"));
	}

	private CallbackChatModel model(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer("Yes").delay(java.time.Duration.ofMillis(1)).build());
	}

	@Test
	void b64EveryHandlerSeesTheCallersContextOnEveryThread() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking(this::look);
		Recording.Async async = new Recording.Async((event) -> {
			look(event);
			return null;
		});
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true), this::look);
		try (TestEngine engine = new TestEngine().with(blocking, async, inline)) {
			TENANT.set("a");
			MDC.put("trace", "1");
			model(engine).callAsync(STREAMING).join();
			model(engine).call(STREAMING);
			model(engine).stream(STREAMING).blockLast();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(this.seen).hasSize(3 * 3 * 5).containsOnly("a/1");
		}
	}

	@Test
	void contextDoesNotLeakToTheNextRunOnTheSameThreads() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking(this::look);
		Recording.Async async = new Recording.Async((event) -> {
			look(event);
			return CompletableFuture.completedFuture(null);
		});
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(blocking, async)) {
			TENANT.set("a");
			model(engine).callAsync(STREAMING).join();
			this.seen.clear();
			TENANT.remove();
			model(engine).callAsync(STREAMING).join();
			assertThat(this.seen).containsOnly("null/null");
			String onPool = CompletableFuture.supplyAsync(TENANT::get, engine.pool()).join();
			assertThat(onPool).isNull();
		}
	}

	@Test
	void b64ChangesOfAHandlerDoNotLeakButThoseOfAnInlineOneAreSeen() throws Exception {
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true), (event) -> {
			if (event instanceof ChatModelStart) {
				TENANT.set("inline");
			}
		});
		Recording.Blocking changing = new Recording.Blocking((event) -> TENANT.set("changed"));
		Recording.Blocking looking = new Recording.Blocking(this::look);
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(inline, changing, looking)) {
			TENANT.set("caller");
			model(engine).callAsync(STREAMING).join();
			assertThat(TENANT.get()).isEqualTo("inline");
			assertThat(this.seen).containsOnly("inline/null");
		}
	}

	@Test
	void valuesOfTheReactorContextWinOverThoseOfTheThread() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking(this::look);
		Recording.Async async = new Recording.Async((event) -> {
			look(event);
			return null;
		});
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			TENANT.set("thread");
			model(engine).stream(STREAMING).contextWrite((context) -> context.put("tenant", "reactor")).blockLast();
			assertThat(this.seen).hasSize(10).containsOnly("reactor/null");
			assertThat(TENANT.get()).isEqualTo("thread");
		}
	}

}
