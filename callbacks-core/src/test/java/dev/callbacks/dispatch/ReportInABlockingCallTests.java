// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CallWay;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What others report on a run of a blocking call: while the caller's thread waits for a
 * handler of that, the work of the call does not go on inside (G1).
 */
class ReportInABlockingCallTests {

	private final CompletableFuture<Object> handled = new CompletableFuture<>();

	private final CountDownLatch busy = new CountDownLatch(1);

	private final Recording.Async handler = new Recording.Async(this::handle);

	private CompletionStage<?> handle(Object event) {
		if (event instanceof CustomEvent custom && custom.name().equals("busy")) {
			this.busy.countDown();
			return this.handled;
		}
		return null;
	}

	/**
	 * When a caller waits, reports something that keeps its thread busy, does something
	 * meanwhile, and lets the handler finish when that thread waits again.
	 */
	private void reportAndMeanwhile(Thread caller, Run run, Runnable meanwhile) {
		untilWaiting(caller);
		run.emit("busy", null);
		TestEngine.hang(this.busy);
		meanwhile.run();
		untilWaiting(caller);
		this.handled.complete("done");
	}

	private static void untilWaiting(Thread caller) {
		BoundedEngine.until("the caller waits",
				() -> caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING);
	}

	@Test
	void tokenThatComesWhileAHandlerIsAtWorkOnAReportFollowsIt() {
		TestProvider provider = TestProvider.of(() -> {
			Run run = Run.current();
			Thread caller = Thread.currentThread();
			return Flux.create((sink) -> TestFutures.onThread(() -> {
				reportAndMeanwhile(caller, run, () -> sink.next(ChatChunk.of("a")));
				sink.next(ChatChunk.of("b"));
				sink.complete();
				return run;
			}));
		});
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CompletableFuture<String> answer = CallWay.BLOCKING.ask(new CallbackChatModel(engine.manager, provider));
			assertThat(BoundedEngine.ended(answer)).isNull();
			assertThat(answer).isCompletedWithValue("ab");
			assertThat(this.handler.names()).containsExactly("ChatModelStart", "CustomEvent", "token:a", "token:b",
					"token:", "LlmEnd");
			engine.assertOver();
		}
	}

	@Test
	void bodyThatIsDueWhileAHandlerIsAtWorkOnAReportMayWaitForReportsOfItsOwn() {
		AtomicReference<Run> sequence = new AtomicReference<>();
		Recording.Blocking first = new Recording.Blocking((event) -> sequence.compareAndSet(null, Run.current()));
		try (BoundedEngine engine = new BoundedEngine().with(first, this.handler)) {
			Steps steps = new Steps(engine.manager);
			CompletableFuture<String> output = new CompletableFuture<>();
			Step<String, String> step = steps.<String, String>lambdaAsync("slow", (input) -> {
				Thread caller = Thread.currentThread();
				TestFutures.onThread(() -> {
					reportAndMeanwhile(caller, sequence.get(), () -> output.complete(input));
					return input;
				});
				return output;
			}).then(steps.lambda("waiting", (input) -> {
				Run.current().emit("own", null).toCompletableFuture().join();
				return input + "!";
			}));
			CompletableFuture<String> answer = TestFutures.onThread(() -> step.call("in"));
			assertThat(BoundedEngine.ended(answer)).isNull();
			assertThat(answer).isCompletedWithValue("in!");
			engine.assertOver();
		}
	}

}
