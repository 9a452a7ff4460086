// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackSettings;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.RunStatus;
import dev.callbacks.spi.SettingSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an operator sees of handlers and runs, and can change.
 */
class RegisteredHandlersTests {

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().window(100).build();

	private final Tokens handler = new Tokens();

	@AfterEach
	void stop() {
		this.handler.gate.countDown();
		this.dispatcher.stop(Duration.ofSeconds(5));
	}

	@Test
	void everySettingHasItsSource() {
		this.dispatcher.add(this.handler);
		HandlerStatus status = status();
		assertThat(status.settings().values()).containsEntry("window", 100)
			.containsEntry("raiseError", false)
			.containsEntry("timeout", Duration.ofSeconds(9));
		assertThat(status.source("window")).isEqualTo(SettingSource.DEFAULT);
		assertThat(status.source("timeout")).isEqualTo(SettingSource.ANNOTATION);
		assertThat(status.source("concurrency")).isEqualTo(SettingSource.HANDLER);
		update(HandlerSettings.none().withWindow(7));
		assertThat(status().settings().window()).isEqualTo(7);
		assertThat(status().source("window")).isEqualTo(SettingSource.OPERATOR);
	}

	@Test
	void newRunsSeeAChangeAndRunsUnderWayDoNot() {
		this.dispatcher.add(this.handler);
		this.handler.gate.countDown();
		DrivenRun before = open();
		update(HandlerSettings.none().withEnabled(false));
		before.token(ChatChunk.of("before"));
		before.end(null).toCompletableFuture().join();
		DrivenRun after = open();
		after.token(ChatChunk.of("after"));
		after.end(null).toCompletableFuture().join();
		update(HandlerSettings.none().withEnabled(true));
		DrivenRun again = open();
		again.token(ChatChunk.of("again"));
		again.end(null).toCompletableFuture().join();
		assertThat(this.handler.tokens).containsExactly("before", "again");
	}

	@Test
	void changeKeepsTheOrderAndRefusesWhatCannotWork() {
		Tokens second = new Tokens();
		this.dispatcher.add(this.handler);
		this.dispatcher.add(second);
		update(HandlerSettings.none().withWindow(7));
		assertThat(this.dispatcher.handlers()).extracting((status) -> status.handler().handler())
			.containsExactly(this.handler, second);
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> update(HandlerSettings.none().withWindow(0)));
		assertThat(status().settings().window()).isEqualTo(7);
	}

	@Test
	void changeOfAHandlerThatIsNotRegisteredDoesNothing() {
		this.dispatcher.update(HandlerDescriptor.of(this.handler));
		assertThat(this.dispatcher.handlers()).isEmpty();
	}

	@Test
	void runTellsItsTokensAndWhoHoldsItUp() {
		this.dispatcher.add(this.handler);
		DrivenRun run = open();
		run.token(ChatChunk.of("a"));
		run.token(ChatChunk.of("b"));
		Awaitility.await().until(() -> this.handler.entered.getCount() == 0);
		RunStatus status = this.dispatcher.runs().get(0);
		assertThat(status.run().info()).isEqualTo(run.info());
		assertThat(status.tokens()).isEqualTo(2);
		assertThat(status.age()).isPositive();
		assertThat(status.waitsFor()).containsExactly(Map.entry("tokens", 2L));
		this.handler.gate.countDown();
		Awaitility.await().until(() -> this.dispatcher.runs().get(0).waitsFor().isEmpty());
		status.run().cancel();
		assertThat(run.finished()).failsWithin(Duration.ofSeconds(20));
		assertThat(this.dispatcher.runs()).isEmpty();
	}

	private DrivenRun open() {
		return this.dispatcher.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
	}

	private HandlerStatus status() {
		return this.dispatcher.handlers().get(0);
	}

	private void update(HandlerSettings settings) {
		this.dispatcher.update(status().handler().withSettings(SettingSource.OPERATOR, settings));
	}

	@CallbackSettings(timeout = "PT9S")
	static class Tokens implements CallbackHandler {

		final Queue<String> tokens = new ConcurrentLinkedQueue<>();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch gate = new CountDownLatch(1);

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withConcurrency(2);
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.entered.countDown();
			try {
				this.gate.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.tokens.add(event.token());
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

	}

}
