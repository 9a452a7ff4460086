// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;

/**
 * Handlers of both kinds that record their events, each with its thread.
 */
public final class Recording {

	public record Receipt(CallbackEvent event, Thread thread) {

	}

	/** A blocking handler. */
	public static class Blocking implements CallbackHandler {

		public final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

		private final HandlerSettings settings;

		private final Consumer<CallbackEvent> action;

		public Blocking() {
			this(HandlerSettings.none(), (event) -> {
			});
		}

		public Blocking(HandlerSettings settings) {
			this(settings, (event) -> {
			});
		}

		public Blocking(Consumer<CallbackEvent> action) {
			this(HandlerSettings.none(), action);
		}

		public Blocking(HandlerSettings settings, Consumer<CallbackEvent> action) {
			this.settings = settings;
			this.action = action;
		}

		@Override
		public HandlerSettings settings() {
			return this.settings;
		}

		private void receive(CallbackEvent event) {
			this.receipts.add(new Receipt(event, Thread.currentThread()));
			this.action.accept(event);
		}

		@Override
		public void onEvent(CallbackEvent event) {
			receive(event);
		}

		public List<String> names() {
			return Recording.names(this.receipts);
		}

		public List<CallbackEvent> events() {
			return this.receipts.stream().map(Receipt::event).toList();
		}

		public List<CallbackEvent> events(UUID run) {
			return events().stream().filter((event) -> event.run().id().equals(run)).toList();
		}

	}

	/** An asynchronous handler. */
	public static class Async implements AsyncCallbackHandler {

		public final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

		private final HandlerSettings settings;

		private final Function<CallbackEvent, CompletionStage<?>> action;

		public Async() {
			this((event) -> CompletableFuture.completedFuture(null));
		}

		public Async(Function<CallbackEvent, CompletionStage<?>> action) {
			this(HandlerSettings.none(), action);
		}

		public Async(HandlerSettings settings, Function<CallbackEvent, CompletionStage<?>> action) {
			this.settings = settings;
			this.action = action;
		}

		@Override
		public HandlerSettings settings() {
			return this.settings;
		}

		private CompletionStage<?> receive(CallbackEvent event) {
			this.receipts.add(new Receipt(event, Thread.currentThread()));
			return this.action.apply(event);
		}

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return receive(event);
		}

		public List<String> names() {
			return Recording.names(this.receipts);
		}

		public List<CallbackEvent> events() {
			return this.receipts.stream().map(Receipt::event).toList();
		}

	}

	private Recording() {
	}

	private static List<String> names(Queue<Receipt> receipts) {
		return receipts.stream().map((receipt) -> {
			CallbackEvent event = receipt.event();
			return (event instanceof LlmNewToken token) ? "token:" + token.token() : event.getClass().getSimpleName();
		}).toList();
	}

}
