// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import dev.callbacks.DrivenRun;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that no handler looks at (G11).
 */
class NoHandlersTests {

	private static final ChatRequest HELLO = ChatRequest.of("Hello");

	private static final ChatChunk CHUNK = ChatChunk.of("token");

	private static final int TOKENS = 200_000;

	/** What a run may take whatever the number of its tokens. */
	private static final long BYTES_OF_A_RUN = TOKENS / 4;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * A way in which tokens come.
	 */
	enum Way {

		STREAM {

			@Override
			void run(TestEngine engine) {
				new CallbackChatModel(engine.manager, TestProvider.of(NoHandlersTests::tokens)).stream(HELLO)
					.blockLast();
			}

		},

		DRIVEN {

			@Override
			void run(TestEngine engine) {
				DrivenRun run = engine.manager.open(RunKind.CHAT_MODEL, "model", HELLO);
				for (int i = 0; i < TOKENS; i++) {
					run.token(CHUNK);
				}
				run.end(null).toCompletableFuture().join();
			}

		},

		FOLDED {

			@Override
			void run(TestEngine engine) {
				DrivenRun run = engine.manager.open(RunKind.CHAT_MODEL, "model", HELLO);
				for (int i = 0; i < TOKENS; i++) {
					run.fold(CHUNK);
				}
				run.end(null).toCompletableFuture().join();
			}

		};

		abstract void run(TestEngine engine);

	}

	@ParameterizedTest
	@EnumSource
	void g11ATokenAllocatesNothing(Way way) throws Exception {
		try (TestEngine engine = new TestEngine()) {
			way.run(engine);
			assertThat(allocatedBy(() -> way.run(engine)) - allocatedBy(() -> tokens().blockLast()))
				.isLessThan(BYTES_OF_A_RUN);
		}
	}

	private static Flux<ChatChunk> tokens() {
		return Flux.range(0, TOKENS).map((index) -> CHUNK);
	}

	private static long allocatedBy(Runnable action) {
		long before = THREADS.getCurrentThreadAllocatedBytes();
		action.run();
		return THREADS.getCurrentThreadAllocatedBytes() - before;
	}

}
