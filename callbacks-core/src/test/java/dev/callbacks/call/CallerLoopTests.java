// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link CallerLoop}.
 */
class CallerLoopTests {

	private final OutOfMemoryError fatal = new OutOfMemoryError("task");

	@Test
	void exceptionOfATaskIsThrownWhenTheWaitIsOver() {
		try (CallerLoop loop = new CallerLoop()) {
			loop.execute(() -> {
				throw new IllegalStateException("first");
			});
			loop.execute(this::failFatally);
			CompletableFuture<Object> done = new CompletableFuture<>();
			loop.execute(() -> done.complete("done"));
			loop.runUntilDone(done);
			assertThatThrownBy(loop::rethrow).isInstanceOf(IllegalStateException.class);
			assertThatCode(loop::rethrow).doesNotThrowAnyException();
		}
	}

	@Test
	void fatalErrorOfATaskThatIsLeftIsThrownByClosing() {
		CallerLoop loop = new CallerLoop();
		loop.execute(this::failFatally);
		assertThatThrownBy(loop::close).isSameAs(this.fatal);
	}

	@Test
	void fatalErrorOfALateTaskIsThrownOnItsThread() {
		CallerLoop loop = new CallerLoop();
		loop.close();
		assertThatThrownBy(() -> loop.execute(this::failFatally)).isSameAs(this.fatal);
	}

	@Test
	void otherExceptionsOfLateTasksReachNobody() {
		CallerLoop loop = new CallerLoop();
		loop.close();
		assertThatCode(() -> loop.execute(() -> {
			throw new IllegalStateException("late");
		})).doesNotThrowAnyException();
	}

	private void failFatally() {
		throw this.fatal;
	}

}
