// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.RunCancelledException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ToolError;
import dev.callbacks.message.ToolDefinition;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Failures of a tool, which its function for them turns into outputs. A tool that blocks,
 * one that throws instead of returning a stage, and one whose stage fails are alike.
 */
class ToolFailureTests {

	private final Recording.Blocking handler = new Recording.Blocking();

	private final TestEngine engine = new TestEngine().with(this.handler);

	private final AtomicInteger answers = new AtomicInteger();

	@AfterEach
	void close() throws Exception {
		this.engine.close();
	}

	/** Ways in which a tool fails. */
	enum Way {

		BLOCKING {

			@Override
			Tool failingWith(Throwable failure) {
				return Tool.of(DEFINITION, (arguments) -> {
					throw Way.<RuntimeException>unchecked(failure);
				});
			}

		},

		THROWING_INSTEAD_OF_A_STAGE {

			@Override
			Tool failingWith(Throwable failure) {
				return Tool.ofAsync(DEFINITION, (arguments) -> {
					throw Way.<RuntimeException>unchecked(failure);
				});
			}

		},

		STAGE {

			@Override
			Tool failingWith(Throwable failure) {
				return Tool.ofAsync(DEFINITION, (arguments) -> CompletableFuture.failedFuture(failure));
			}

		};

		private static final ToolDefinition DEFINITION = new ToolDefinition("tool", "", "{}");

		abstract Tool failingWith(Throwable failure);

		@SuppressWarnings("unchecked")
		private static <E extends Throwable> E unchecked(Throwable failure) throws E {
			throw (E) failure;
		}

	}

	private Step<Map<String, Object>, Object> step(Tool tool) {
		return new Steps(this.engine.manager).tool(tool.answeringFailures((failure) -> {
			this.answers.incrementAndGet();
			return "Sorry, " + failure.getMessage();
		}));
	}

	private static Stream<Arguments> all(List<Throwable> failures) {
		return Stream.of(StepWay.values())
			.flatMap((way) -> Stream.of(Way.values())
				.flatMap((tool) -> failures.stream().map((failure) -> Arguments.of(way, tool, failure))));
	}

	static Stream<Arguments> ordinary() {
		return all(List.of(new NoClassDefFoundError("no class"), new StackOverflowError("too deep"),
				new AssertionError("wrong"), new IllegalStateException("no network")));
	}

	@ParameterizedTest
	@MethodSource("ordinary")
	void errorThatIsNotFatalIsAnsweredAsAnyOtherFailure(StepWay way, Way tool, Throwable failure) {
		assertThat(way.call(step(tool.failingWith(failure)), Map.of())).isEqualTo("Sorry, " + failure.getMessage());
		assertThat(this.handler.names()).containsExactly("ToolStart", "ToolEnd");
	}

	static Stream<Arguments> fatal() {
		return all(List.of(new OutOfMemoryError("no memory"), new InternalError("broken")));
	}

	@ParameterizedTest
	@MethodSource("fatal")
	void fatalErrorIsNotAnswered(StepWay way, Way tool, Throwable failure) {
		Step<Map<String, Object>, Object> step = step(tool.failingWith(failure));
		// block() of Reactor wraps what is no RuntimeException
		assertThat(Exceptions.unwrap(catchThrowable(() -> way.call(step, Map.of())))).isSameAs(failure);
		assertThat(this.answers).hasValue(0);
		assertThat(this.handler.names()).containsExactly("ToolStart", "ToolError");
	}

	@Test
	void interruptThatTheToolWrapsIsNotAnswered() throws Exception {
		Step<Map<String, Object>, Object> step = step(
				Way.BLOCKING.failingWith(new IllegalStateException("stopped", new InterruptedException())));
		CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
			assertThatThrownBy(() -> step.call(Map.of())).isInstanceOf(RunCancelledException.class);
			return Thread.interrupted();
		});
		assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.answers).hasValue(0);
		assertThat(this.handler.events()).last(InstanceOfAssertFactories.type(ToolError.class))
			.extracting(ToolError::reason)
			.isEqualTo(EndReason.CANCELLED);
	}

}
