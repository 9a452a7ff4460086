// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.CallbackManager;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls on threads that have hardly any stack left: they are refused, fail or succeed,
 * and no run stays open (G1, G16).
 */
class ShortStackTests {

	/** From the bottom of a stack upwards, calls are made in so many frames. */
	private static final int FRAMES = 1_500;

	/** The number of frames from one call to the next. */
	private static final int STEP = 5;

	private final Recording.Blocking blocking = new Recording.Blocking();

	private final Recording.Async async = new Recording.Async();

	private final Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true));

	private void assertWhole(BoundedEngine engine) {
		engine.assertOver();
		BoundedEngine.assertWhole(this.blocking.events());
		BoundedEngine.assertWhole(this.async.events());
		engine.assertNextRunWorks();
	}

	@ParameterizedTest
	@EnumSource
	void callAtTheEndOfAStackEnds(CallWay way) throws InterruptedException {
		try (BoundedEngine engine = new BoundedEngine().with(this.blocking, this.async, this.inline)) {
			CallbackChatModel model = engine.model("a", "b");
			ConcurrentLinkedQueue<CompletableFuture<String>> answers = new ConcurrentLinkedQueue<>();
			engine.assertNextRunWorks();
			onStack(512, () -> dive(() -> {
				switch (way) {
					case BLOCKING -> answers.add(CompletableFuture.completedFuture(way.call(model)));
					case FUTURE -> answers.add(model.callAsync(CallWay.STREAMING).thenApply((answer) -> answer.text()));
					default -> answers.add(model.stream(CallWay.STREAMING)
						.map(ChatChunk::text)
						.collect(Collectors.joining())
						.toFuture());
				}
			}));
			List<Throwable> ends = answers.stream().map(BoundedEngine::ended).toList();
			assertThat(ends).as("with some stack, calls succeed").containsNull();
			assertWhole(engine);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 128, 192, 256, 384, 512, 768, 1024, 2048 })
	void streamsBelowEachOtherEnd(int kilobytes) throws InterruptedException {
		try (BoundedEngine engine = new BoundedEngine().with(this.blocking, this.async, this.inline)) {
			engine.assertNextRunWorks();
			CompletableFuture<Object> last = new CompletableFuture<>();
			onStack(kilobytes, () -> nested(engine.manager).subscribe(last::complete, last::completeExceptionally));
			assertThat(BoundedEngine.ended(last)).isNotNull();
			assertWhole(engine);
		}
	}

	private static Flux<Object> nested(CallbackManager manager) {
		return manager.chain("run").stream(() -> nested(manager));
	}

	private static void onStack(int kilobytes, Runnable task) throws InterruptedException {
		Thread thread = new Thread(null, task, "short-stack", kilobytes * 1024L);
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((dead, failure) -> {
		});
		thread.start();
		thread.join(BoundedEngine.BOUND.toMillis());
		assertThat(thread.isAlive())
			.as("the thread is held up: %s", Stream.of(thread.getStackTrace()).limit(30).toList())
			.isFalse();
	}

	/**
	 * Uses up the stack, and makes calls on the way back.
	 * @return the number of frames below
	 */
	private static int dive(Runnable call) {
		int below = below(() -> dive(call));
		if (below < FRAMES && below % STEP == 0) {
			try {
				call.run();
			}
			catch (Throwable ex) {
				// it may fail; what it has begun has to end
			}
		}
		return below + 1;
	}

	private static int below(Supplier<Integer> dive) {
		try {
			return dive.get();
		}
		catch (StackOverflowError ex) {
			return 0;
		}
	}

}
