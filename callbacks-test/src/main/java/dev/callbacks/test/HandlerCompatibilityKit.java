// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.Handler;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EventType;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.Usage;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;

/**
 * Tests that every handler should pass, in an abstract class to extend beside the
 * handler's own tests. They make runs of all kinds with all endings, one by one, many at
 * once, blocking and not, and check that the handler takes every event. <pre>{@code
 * class AuditCompatibilityTests extends HandlerCompatibilityKit {
 *     &#64;Override protected Handler handler() { return new Audit(repository); }
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public abstract class HandlerCompatibilityKit {

	private static final int MANY = 50;

	/**
	 * Creates the handler.
	 * @return a new handler
	 */
	protected abstract Handler handler();

	/**
	 * Returns the longest time for all runs of one test.
	 * @return the time
	 */
	protected Duration patience() {
		return Duration.ofSeconds(30);
	}

	@Test
	void takesEveryEventOfRunsOfAllKindsUnderABlockingCall() {
		try (Trial trial = new Trial()) {
			trial.everything();
		}
	}

	@Test
	void takesEveryEventOfRunsOfAllKindsUnderAnAsynchronousCall() {
		try (Trial trial = new Trial()) {
			trial.await(trial.everythingAsync());
		}
	}

	@Test
	void takesManyRunsAtOnce() {
		try (Trial trial = new Trial()) {
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				all.add(trial.everythingAsync());
			}
			trial.await(all.toArray(CompletableFuture[]::new));
		}
	}

	@Test
	void takesStreamsThatAreClosedEarlyAndCallsThatAreCancelled() {
		try (Trial trial = new Trial()) {
			for (int i = 0; i < MANY; i++) {
				trial.model().stream("Hello").take(1).blockLast();
				trial.hanging().callAsync("Hello").cancel(true);
			}
		}
	}

	@Test
	void canBeRemovedAndNamedByACall() {
		try (Trial trial = new Trial()) {
			trial.manager.remove(trial.handler);
			trial.model().with(RunConfig.handlers(trial.handler, trial.handler)).call("Hello");
			trial.manager.add(trial.handler);
			trial.everything();
		}
	}

	@Test
	void leavesTheThreadOfABlockingCallAsItWas() {
		try (Trial trial = new Trial()) {
			trial.everything();
			if (Thread.interrupted()) {
				throw new AssertionError("The handler left the caller's thread interrupted");
			}
			if (Run.find().isPresent()) {
				throw new AssertionError("The handler left a run current on the caller's thread");
			}
		}
	}

	/**
	 * A manager with the handler, and the complaints about it.
	 */
	private final class Trial implements AutoCloseable, DispatchListener {

		private final Handler handler = HandlerCompatibilityKit.this.handler();

		private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

		private final CallbackDispatcher manager = CallbackDispatcher.builder()
			.handlerTimeout(patience())
			.listener(this)
			.build();

		private Trial() {
			this.manager.add(this.handler);
		}

		private CallbackChatModel model() {
			ScriptedProvider provider = new ScriptedProvider().thenTokens(Usage.of(3, 2), "scripted-1", "Hello",
					" you");
			return new CallbackChatModel(this.manager, provider);
		}

		private CallbackChatModel hanging() {
			return new CallbackChatModel(this.manager, new ScriptedProvider().thenHang("Hello"));
		}

		private CallbackChatModel failing() {
			return new CallbackChatModel(this.manager,
					new ScriptedProvider().thenFail(new IllegalStateException("as scripted"), "Hello"));
		}

		private void everything() {
			CallbackManager manager = this.manager;
			manager.agent("agent").tags("kit").metadata("kit", true).input("input").run(() -> {
				report(Run.current());
				model().call(ChatRequest.of("Hello").streaming());
				model().complete("Hello");
				manager.tool("tool").inputs(Map.of("a", 1)).toolCallId("call-1").call(() -> "output");
				manager.retriever("retriever").input("query").call(() -> List.of(new Document("1", "text", Map.of())));
				expectFailure(() -> failing().call(ChatRequest.of("Hello").streaming()));
				expectFailure(() -> manager.tool("broken").call(HandlerCompatibilityKit::fail));
				expectFailure(() -> manager.retriever("broken").call(HandlerCompatibilityKit::fail));
				expectFailure(() -> manager.chain("broken").call(HandlerCompatibilityKit::fail));
			});
		}

		private CompletableFuture<?> everythingAsync() {
			CallbackManager manager = this.manager;
			return manager.agent("agent").tags("kit").metadata("kit", true).input("input").callAsync(() -> {
				report(Run.current());
				return CompletableFuture.allOf(model().stream("Hello").map(ChatChunk::text).collectList().toFuture(),
						model().completeAsync("Hello"), manager.tool("tool").input("in").submit(() -> "output"),
						manager.retriever("retriever").input("query").submit(() -> List.of()),
						failing().callAsync(ChatRequest.of("Hello").streaming()).exceptionally((failure) -> null),
						manager.tool("broken").submit(HandlerCompatibilityKit::fail).exceptionally((failure) -> null),
						manager.retriever("broken")
							.submit(HandlerCompatibilityKit::fail)
							.exceptionally((failure) -> null),
						manager.chain("broken").submit(HandlerCompatibilityKit::fail).exceptionally((failure) -> null));
			});
		}

		private void report(Run run) {
			run.emit("progress", 1);
			run.emitText("text");
			run.emitRetry(2, Duration.ofMillis(1), new IllegalStateException("as scripted"));
			run.emitAction("tool", "input", "thought");
			run.emitFinish("output", "thought");
		}

		private void await(CompletableFuture<?>... calls) {
			CompletableFuture.allOf(calls).orTimeout(patience().toMillis(), TimeUnit.MILLISECONDS).join();
		}

		@Override
		public HandlerListener handler(HandlerDescriptor handler) {
			return new HandlerListener() {

				@Override
				public void finished(EventType type, Outcome outcome, long count, long nanos) {
					if (outcome != Outcome.SUCCESS) {
						Trial.this.complaints.add(outcome + " in " + type);
					}
				}

				@Override
				public void dropped(EventType type, DropReason reason, long count) {
					if (reason != DropReason.SHED) {
						Trial.this.complaints.add(type + " dropped: " + reason);
					}
				}

			};
		}

		@Override
		public void close() {
			CallbackTests.awaitIdle(this.manager, patience());
			this.manager.stop(Duration.ofSeconds(1));
			String kind = (this.handler instanceof AsyncCallbackHandler) ? "asynchronous" : "blocking";
			if (!this.complaints.isEmpty()) {
				throw new AssertionError(
						"The " + kind + " handler " + this.handler.getClass().getName() + " did not take every event: "
								+ List.copyOf(this.complaints) + ". The log has its exceptions");
			}
		}

	}

	private static Object fail() {
		throw new IllegalStateException("as scripted");
	}

	private static void expectFailure(Runnable call) {
		try {
			call.run();
		}
		catch (IllegalStateException ex) {
			if (!"as scripted".equals(ex.getMessage())) {
				throw ex;
			}
			return;
		}
		throw new AssertionError("The failure of a run did not reach its caller");
	}

}
